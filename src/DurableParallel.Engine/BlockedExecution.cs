namespace DurableParallel.Engine;

/// <summary>An execution that cannot go on until a person acts.</summary>
/// <param name="Name">The execution's name.</param>
/// <param name="FunctionName">The function that it runs.</param>
/// <param name="Version">The version of the function that it was started with; -1 when it was invoked with a function of which none is registered.</param>
/// <param name="Reason">The kind of obstacle.</param>
/// <param name="Message">What is wrong and what to do.</param>
public sealed record BlockedExecution(string Name, string FunctionName, int Version, BlockedReason Reason, string Message)
{
    /// <summary>What was thrown, for example a <see cref="NonDeterministicExecutionException"/> or an <see cref="UnreadableRecordException"/>; null when that was in another process.</summary>
    public Exception? Cause { get; init; }
}
