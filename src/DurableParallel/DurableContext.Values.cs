using DurableParallel.Running;

namespace DurableParallel;

/// <content>Values that are the same in every run: time, ids, random numbers.</content>
public sealed partial class DurableContext
{
    private DeterministicRandom? _random;
    private long _latestEndTicks;

    /// <summary>
    /// The latest recorded end among the operations that this context has awaited; at first the execution's start. The
    /// same in every run, and it stands still between operations.
    /// </summary>
    public DateTimeOffset UtcNow
    {
        get
        {
            var ticks = Volatile.Read(ref _latestEndTicks);
            return ticks == 0 ? Invocation.Request.StartTimestamp : new DateTimeOffset(ticks, TimeSpan.Zero);
        }
    }

    /// <summary>
    /// A generator that gives the same numbers in every run: seeded by the execution and this context. Not for secrets.
    /// </summary>
    /// <exception cref="InvalidOperationException">The context was used in another body than its own.</exception>
    public Random Random => Generator;

    private DeterministicRandom Generator
    {
        get
        {
            RequireOwnBody();
            return _random ??= new DeterministicRandom(ExecutionArn, Id?.Hex ?? string.Empty);
        }
    }

    /// <summary>A version 4 GUID that is the same in every run. Not for secrets.</summary>
    /// <returns>The identifier, the same in every run.</returns>
    /// <exception cref="InvalidOperationException">The context was used in another body than its own.</exception>
    public Guid NewGuid() => Generator.NextGuid();

    /// <summary>The latest end observed; null before the first.</summary>
    internal DateTimeOffset? LatestEnd => Volatile.Read(ref _latestEndTicks) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    internal void ObserveEnd(DateTimeOffset end)
    {
        var latest = Volatile.Read(ref _latestEndTicks);
        while (end.UtcTicks > latest)
        {
            var seen = Interlocked.CompareExchange(ref _latestEndTicks, end.UtcTicks, latest);
            if (seen == latest)
            {
                return;
            }

            latest = seen;
        }
    }
}
