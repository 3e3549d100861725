namespace DurableParallel.Engine;

/// <summary>
/// The execution whose result is waited for cannot go on until a person acts. It has not failed: it goes on when the cause
/// is removed, as a rule when a fixed build opens the journal.
/// </summary>
public sealed class ExecutionBlockedException : DurableException
{
    internal ExecutionBlockedException(string executionName, BlockedReason reason, string message, Exception? cause)
        : base(
            EngineErrorCodes.ExecutionBlocked,
            $"The execution '{executionName}' is blocked ({reason}): {message}",
            cause)
    {
        ExecutionName = executionName;
        Reason = reason;
    }

    /// <summary>The execution's name.</summary>
    public string ExecutionName { get; }

    /// <summary>The kind of obstacle.</summary>
    public BlockedReason Reason { get; }
}
