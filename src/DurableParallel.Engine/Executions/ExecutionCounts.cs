namespace DurableParallel.Engine.Executions;

/// <summary>Counts what becomes of executions. Runs are no executions of their own. Called where commits are told.</summary>
internal static class ExecutionCounts
{
    /// <summary>An execution is durable.</summary>
    public static void OnCreated(Execution execution)
    {
        if (execution.Terms?.Run is null)
        {
            execution.Services.Counts.OnStarted(execution.FunctionName);
        }
    }

    /// <summary>The end of an execution is durable.</summary>
    public static void OnEnded(Execution execution)
    {
        if (execution.Status is not ExecutionStatus.ContinuedAsNew and var status)
        {
            execution.Services.Counts.OnEnded(execution.FunctionName, status is ExecutionStatus.Failed or ExecutionStatus.TimedOut);
        }
    }
}
