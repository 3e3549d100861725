using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Operations;
using DurableParallel.Records;

namespace DurableParallel.Engine.Listing;

/// <summary>Makes what a list shows of an execution.</summary>
internal static class ExecutionSummaries
{
    public static ExecutionSummary Of(IListedExecution execution, in ExecutionFacts facts)
    {
        var terms = execution.Terms;
        return new ExecutionSummary
        {
            Name = RunName.ExecutionOf(execution.Name),
            Arn = execution.Arn,
            FunctionName = execution.FunctionName,
            Version = execution.Version,
            Status = facts.Status,
            StartTimestamp = OperationStateMachine.Time(facts.StartedAt, 0),
            Tags = terms?.Tags ?? TagSet.Empty,
            TenantId = terms?.TenantId,
            RunNumber = terms?.Run?.Number ?? 1,
            Waiting = execution.Waiting,
            CustomStatusPayload = terms?.CustomStatus,
            States = facts.IsEnded ? StateSet.ToList(ExecutionStates.None) : StateSet.ToList(execution.ReadStates()),
            EndTimestamp = facts.EndedAt is { } ended ? OperationStateMachine.Time(ended, 0) : null,
        };
    }
}
