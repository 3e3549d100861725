namespace DurableParallel.Engine.Limiting;

/// <summary>
/// The executions of one function with limits: how many have begun, and which wait for what. It only counts and orders; the
/// caller lets them begin. Safe from any thread.
/// </summary>
internal sealed class FunctionLine
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, KeyLine> _keys = new(StringComparer.Ordinal);
    private readonly KeyLine _unkeyed = new();

    // Lines whose key has room, by the rank of their first. An entry whose rank is not that of the first any more is an old one.
    private readonly PriorityQueue<KeyLine, Rank> _ready = new();
    private FunctionLimits? _limits;
    private TokenBucket? _bucket;
    private int _version = -1;
    private int _begun;

    /// <summary>The limits of a version that was registered. Those of the highest hold.</summary>
    public void SetLimits(int version, FunctionLimits? limits)
    {
        lock (_gate)
        {
            if (version < _version)
            {
                return;
            }

            if (_bucket is null || limits?.Rate != _limits?.Rate)
            {
                _bucket = limits?.Rate is { } rate ? new TokenBucket(rate) : null;
            }

            (_version, _limits) = (version, limits);
            MakeReady(_unkeyed);
            foreach (var line in _keys.Values)
            {
                MakeReady(line);
            }
        }
    }

    /// <summary>One has begun, in an earlier process.</summary>
    public void Count(ILimited item)
    {
        lock (_gate)
        {
            LineOf(item).Begun++;
            _begun++;
        }
    }

    /// <summary>Whether one may begin now, and then it counts; else it waits in the line.</summary>
    public bool TryEnter(ILimited item, long now)
    {
        lock (_gate)
        {
            var line = LineOf(item);
            if (HasRoom(line) && HasRoom() && _bucket?.TryTake(now) != false)
            {
                line.Begun++;
                _begun++;
                return true;
            }

            line.Enqueue(item);
            if (line.First == Rank.Of(item))
            {
                MakeReady(line);
            }

            return false;
        }
    }

    /// <summary>The next that may begin now; it counts. Null when none may.</summary>
    public ILimited? TakeNext(long now)
    {
        lock (_gate)
        {
            while (HasRoom() && _ready.TryPeek(out var line, out var rank))
            {
                if (line.ReadyAs != rank || line.Waiting == 0 || line.First != rank || !HasRoom(line))
                {
                    DropReady(line, rank);
                    continue;
                }

                if (_bucket?.TryTake(now) == false)
                {
                    return null;
                }

                DropReady(line, rank);
                line.Begun++;
                _begun++;
                var next = line.Dequeue();
                MakeReady(line);
                return next;
            }

            return null;
        }
    }

    /// <summary>One that has begun has ended.</summary>
    /// <param name="item">The execution.</param>
    /// <param name="hasBegun">False when it could not begin after all, so that its token is given back.</param>
    public void Leave(ILimited item, bool hasBegun = true)
    {
        lock (_gate)
        {
            var line = LineOf(item);
            line.Begun--;
            _begun--;
            if (!hasBegun)
            {
                _bucket?.Return();
            }

            if (line is { Begun: 0, Waiting: 0 } && item.ConcurrencyKey is { } key)
            {
                _keys.Remove(key);
            }

            MakeReady(line);
        }
    }

    /// <summary>When a token will be there for one that could begin otherwise; null when none waits for a token alone.</summary>
    public long? NextTokenAt(long now)
    {
        lock (_gate)
        {
            return _bucket?.NextAt is { } next && next > now && HasRoom() && _ready.Count > 0 ? next : null;
        }
    }

    /// <summary>What one waits for that has not begun.</summary>
    public StartWaitReason WhyWaits(ILimited item)
    {
        lock (_gate)
        {
            return item.ConcurrencyKey is { } key && _keys.TryGetValue(key, out var line) && !HasRoom(line) ? StartWaitReason.ConcurrencyKey
                : !HasRoom() ? StartWaitReason.MaxConcurrentExecutions
                : StartWaitReason.RateLimit;
        }
    }

    private bool HasRoom() => _limits?.MaxConcurrent is not { } max || _begun < max;

    private bool HasRoom(KeyLine line) => ReferenceEquals(line, _unkeyed) || _limits?.Key is not { } key || line.Begun < key.Max;

    private void MakeReady(KeyLine line)
    {
        if (line.Waiting > 0 && HasRoom(line) && line.ReadyAs != line.First)
        {
            line.ReadyAs = line.First;
            _ready.Enqueue(line, line.First);
        }
    }

    private void DropReady(KeyLine line, Rank rank)
    {
        _ready.Dequeue();
        if (line.ReadyAs == rank)
        {
            line.ReadyAs = null;
        }
    }

    private KeyLine LineOf(ILimited item)
    {
        if (item.ConcurrencyKey is not { } key)
        {
            return _unkeyed;
        }

        if (!_keys.TryGetValue(key, out var line))
        {
            _keys.Add(key, line = new KeyLine());
        }

        return line;
    }
}
