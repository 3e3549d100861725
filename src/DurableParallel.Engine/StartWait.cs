using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Operations;

namespace DurableParallel.Engine;

/// <summary>Why an execution that was accepted has not begun.</summary>
/// <param name="Reason">What it waits for.</param>
/// <param name="DueTimestamp">When that comes, to the millisecond; null where no time is known.</param>
public sealed record StartWait(StartWaitReason Reason, DateTimeOffset? DueTimestamp)
{
    /// <summary>What holds an execution back that stands so; null for nothing.</summary>
    internal static StartWait? Of(ExecutionTerms? terms, ExecutionStatus status) =>
        status == ExecutionStatus.Running && terms is { IsHeld: true, StartAt: { } startAt }
            ? new StartWait(StartWaitReason.StartTime, OperationStateMachine.Time(startAt, 0))
            : null;
}
