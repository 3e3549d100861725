using DurableParallel.Engine.Operations;
using DurableParallel.Engine.Turns;

namespace DurableParallel.Engine.Executions;

/// <summary>Finds out what an execution is held up by: from its turn, from what its last turn left behind, or from its records.</summary>
internal static class RecordedStates
{
    /// <summary>The states of an execution that has begun to be durable and has not ended. Gated.</summary>
    public static ExecutionStates Read(Execution execution)
    {
        if (execution.Status == ExecutionStatus.Blocked)
        {
            return ExecutionStates.Blocked | (execution.IsNotHeld ? ExecutionStates.None : AtRest(execution));
        }

        return execution.Phase switch
        {
            _ when execution.IsNotHeld => ExecutionStates.None,
            ExecutionPhase.Queued => ExecutionStates.Queued | AtRest(execution),
            ExecutionPhase.Running => execution.Turn is { TakesSignals: true } turn ? turn.States : Of(execution),
            ExecutionPhase.Idle => execution.Terms is { IsHeld: true } ? ExecutionStates.Queued : AtRest(execution),
            _ => ExecutionStates.None,
        };
    }

    private static ExecutionStates AtRest(Execution execution)
    {
        ref var between = ref execution.Between;
        if (between.States == ExecutionStates.Unknown)
        {
            between.States = Of(execution);
        }

        return between.States;
    }

    private static ExecutionStates Of(Execution execution)
    {
        var history = RecordedHistory.Read(execution.ReadRecords());
        var states = history.OpenCallbacks().Any() ? ExecutionStates.WaitingForCallback : ExecutionStates.None;
        foreach (var delay in history.Delays())
        {
            states |= StateSet.Of(delay.Record);
        }

        return states;
    }
}
