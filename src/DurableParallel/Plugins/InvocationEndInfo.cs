namespace DurableParallel;

/// <summary>An invocation that has ended.</summary>
public sealed class InvocationEndInfo : InvocationInfo
{
    /// <summary>Whether the execution has ended with it.</summary>
    public required InvocationStatus Status { get; init; }

    /// <summary>
    /// What left the function of a failed execution, or what ended a pending one from outside: drift, a stop of the
    /// engine; null otherwise.
    /// </summary>
    public Exception? Error { get; init; }
}
