using DurableParallel.Replay;

namespace DurableParallel;

/// <content>Values that are the same in every run: time, ids, random numbers.</content>
public sealed partial class DurableContext
{
    private DeterministicRandom? _random;
    private DateTimeOffset? _latestEnd;

    /// <summary>
    /// The latest recorded end among the operations that this context has awaited; at first the execution's start. The
    /// same in every run, and it stands still between operations.
    /// </summary>
    public DateTimeOffset UtcNow
    {
        get
        {
            lock (_lock)
            {
                return _latestEnd ?? Invocation.Request.StartTimestamp;
            }
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
    /// <exception cref="InvalidOperationException">The context was used in another body than its own.</exception>
    public Guid NewGuid() => Generator.NextGuid();

    internal void ObserveEnd(DateTimeOffset end)
    {
        lock (_lock)
        {
            if (_latestEnd is null || end > _latestEnd)
            {
                _latestEnd = end;
            }
        }
    }
}
