using DurableParallel.Engine.Scheduling;

namespace DurableParallel.Engine.Executions;

/// <summary>The moment at which an execution's time is up.</summary>
internal sealed class ExecutionDeadline(Execution execution, ExecutionEnds ends) : DueItem
{
    public override void OnDue(long now) => ends.TimeOut(execution);
}
