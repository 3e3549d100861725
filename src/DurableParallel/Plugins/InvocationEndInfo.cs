namespace DurableParallel;

/// <summary>An invocation that has ended.</summary>
public sealed class InvocationEndInfo : InvocationInfo
{
    /// <summary>Whether the execution has ended with it. <see cref="InvocationStatus.Failed"/> also when it has ended as canceled: see <see cref="IsCanceled"/>.</summary>
    public required InvocationStatus Status { get; init; }

    /// <summary>Whether the execution has ended as canceled, which was asked for and is no failure of its code.</summary>
    public bool IsCanceled { get; init; }

    /// <summary>
    /// What left the function of a failed or canceled execution, or what ended a pending one from outside: drift, a stop of the
    /// engine; null otherwise.
    /// </summary>
    public Exception? Error { get; init; }
}
