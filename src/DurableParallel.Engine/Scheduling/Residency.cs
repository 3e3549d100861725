namespace DurableParallel.Engine.Scheduling;

/// <summary>Keeps the parked executions within a budget of bytes: beyond it, the longest-parked leave memory.</summary>
internal sealed class Residency(long budget)
{
    private readonly Lock _gate = new();
    private IResident? _first;
    private IResident? _last;
    private long _bytes;
    private long _evictions;

    /// <summary>What the parked executions hold.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>How many have left memory for want of room.</summary>
    public long Evictions => Volatile.Read(ref _evictions);

    /// <summary>Something has parked; evicts what no longer fits.</summary>
    public void Add(IResident resident)
    {
        var bytes = Math.Max(1, resident.EstimateBytes());
        List<IResident>? victims = null;
        lock (_gate)
        {
            if (resident.CountedBytes > 0)
            {
                return;
            }

            resident.CountedBytes = bytes;
            resident.Earlier = _last;
            if (_last is null)
            {
                _first = resident;
            }
            else
            {
                _last.Later = resident;
            }

            _last = resident;
            _bytes += bytes;
            while (_bytes > budget && _first is { } first)
            {
                (victims ??= []).Add(first);
                Take(first);
                _evictions++;
            }
        }

        foreach (var victim in victims ?? [])
        {
            victim.Evict();
        }
    }

    /// <summary>It is active again, or gone.</summary>
    public void Remove(IResident resident)
    {
        lock (_gate)
        {
            Take(resident);
        }
    }

    private void Take(IResident resident)
    {
        if (resident.CountedBytes == 0)
        {
            return;
        }

        if (resident.Earlier is null)
        {
            _first = resident.Later;
        }
        else
        {
            resident.Earlier.Later = resident.Later;
        }

        if (resident.Later is null)
        {
            _last = resident.Earlier;
        }
        else
        {
            resident.Later.Earlier = resident.Earlier;
        }

        resident.Earlier = null;
        resident.Later = null;
        _bytes -= resident.CountedBytes;
        resident.CountedBytes = 0;
    }
}
