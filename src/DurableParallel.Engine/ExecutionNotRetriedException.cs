namespace DurableParallel.Engine;

/// <summary>An execution cannot be retried: only one that failed, timed out or was stopped can. Nothing was changed.</summary>
public sealed class ExecutionNotRetriedException : DurableException
{
    private ExecutionNotRetriedException(string executionName, string message)
        : base(EngineErrorCodes.ExecutionNotRetried, message) =>
        ExecutionName = executionName;

    /// <summary>The execution's name.</summary>
    public string ExecutionName { get; }

    internal static ExecutionNotRetriedException ByStatus(string executionName, ExecutionStatus status) => new(
        executionName,
        $"The execution '{executionName}' is {status}, and only one that is Failed, TimedOut or Stopped can be retried. " + status switch
        {
            ExecutionStatus.Succeeded => "To run it once more, fork it.",
            ExecutionStatus.Canceled => "It has cleaned up; to go on from before that, fork it.",
            ExecutionStatus.Blocked => "To let it try again, unblock it.",
            _ => "Wait for its end, or stop it first.",
        });

    internal static ExecutionNotRetriedException TooLarge(string executionName) => new(
        executionName,
        $"The records of the execution '{executionName}' do not fit into the memory of this process, so it cannot be retried here. Give the process more memory.");
}
