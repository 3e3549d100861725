using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Operations;
using DurableParallel.Engine.Scheduling;

namespace DurableParallel.Engine.Turns;

/// <summary>The delays of an execution that comes back into memory: from the times on record to the engine's running time.</summary>
/// <param name="clock">The engine's clock.</param>
/// <param name="createdAt">When the execution was created, in milliseconds since 1970.</param>
/// <param name="hasSleptEnough">Whether the execution slept in this process until its earliest delay was over.</param>
internal sealed class TakenUpDelays(EngineClock clock, long createdAt, bool hasSleptEnough)
{
    /// <param name="recorded">The delays as on record.</param>
    /// <returns>Each as it counts from now on, with the record that lets it begin again if its own is from a time that is still to come.</returns>
    public IEnumerable<(Delay Delay, OperationChange? Again)> Of(IEnumerable<Delay> recorded)
    {
        var delays = recorded as IReadOnlyList<Delay> ?? [.. recorded];

        // The only one is what it slept for, and has taken its time, whatever was done to the wall clock meanwhile.
        if (hasSleptEnough && delays is [var only])
        {
            yield return (only with { Due = clock.Running() }, null);
            yield break;
        }

        foreach (var delay in delays)
        {
            yield return TakeUp(delay);
        }
    }

    private (Delay Delay, OperationChange? Again) TakeUp(Delay delay)
    {
        var now = clock.Now();
        if (!AheadOfTime.Is(delay.RecordedAt, now))
        {
            return (delay with { Due = clock.DueOf(delay.Due) }, null);
        }

        if (AheadOfTime.BeginAgain(delay.Id.HostKey, delay.Record, delay.RecordedAt, now - createdAt) is not { } again)
        {
            return (delay with { Due = clock.Running() }, null);
        }

        var record = OperationStateMachine.Next(delay.Record, delay.Record.Type, null, null, again, createdAt);
        return (delay with { Record = record, Due = clock.DueOf(record.DueTimestamp!.Value.ToUnixTimeMilliseconds()) }, again);
    }
}
