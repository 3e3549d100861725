using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Scheduling;
using DurableParallel.Engine.Turns;

namespace DurableParallel.Engine.Serving;

/// <summary>What <see cref="TakenUpDelays"/> is to an execution of this process: the delays of a served execution that comes back into memory.</summary>
internal static class TakenUpOperations
{
    /// <param name="operations">The operations as on record. Those that may go on at once are due afterwards.</param>
    /// <param name="clock">The engine's clock.</param>
    /// <param name="createdAt">When the execution was created, in milliseconds since 1970.</param>
    /// <param name="hasSleptEnough">Whether the execution slept in this process until its earliest delay was over.</param>
    /// <returns>What begins again, with the record that says so.</returns>
    public static List<(ServedOperation Operation, OperationChange Again)> Of(ServedOperations operations, EngineClock clock, long createdAt, bool hasSleptEnough)
    {
        List<(ServedOperation Operation, OperationChange Again)> begun = [];
        var delayed = operations.Pending().Where(static operation => operation.Record.DueTimestamp is not null).ToList();
        var now = clock.Now();
        foreach (var operation in delayed)
        {
            if (hasSleptEnough && delayed.Count == 1)
            {
                operation.EndDelay(clock);
            }
            else if (AheadOfTime.Is(operation.RecordedAt, now))
            {
                if (AheadOfTime.BeginAgain(operation.Ordinal, operation.Record, operation.RecordedAt, now - createdAt) is { } again)
                {
                    begun.Add((operation, again));
                }
                else
                {
                    operation.EndDelay(clock);
                }
            }
        }

        return begun;
    }
}
