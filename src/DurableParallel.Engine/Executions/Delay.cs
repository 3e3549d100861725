using DurableParallel.Protocol;
using DurableParallel.Replay;

namespace DurableParallel.Engine.Executions;

/// <summary>A wait that is not over, or a step whose next attempt is not due.</summary>
/// <param name="Id">The operation.</param>
/// <param name="Record">What is on record of it.</param>
/// <param name="Due">When, in milliseconds since 1970.</param>
internal sealed record Delay(OperationId Id, OperationRecord Record, long Due)
{
    public bool IsWait => Record.Type == OperationType.Wait;
}
