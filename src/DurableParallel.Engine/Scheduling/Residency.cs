namespace DurableParallel.Engine.Scheduling;

/// <summary>Keeps the parked executions within a budget of bytes: beyond it, the longest-parked leave memory.</summary>
internal sealed class Residency(long budget)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<IResident> _parked = [];
    private long _bytes;
    private long _evictions;

    /// <summary>What the parked executions hold.</summary>
    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>How many have left memory for want of room.</summary>
    public long Evictions => Volatile.Read(ref _evictions);

    /// <summary>Something has parked; evicts what no longer fits.</summary>
    public void Add(IResident resident)
    {
        var bytes = resident.EstimateBytes();
        List<IResident>? victims = null;
        lock (_gate)
        {
            if (resident.Place is not null)
            {
                return;
            }

            resident.CountedBytes = bytes;
            resident.Place = _parked.AddLast(resident);
            _bytes += bytes;
            while (_bytes > budget && _parked.First is { } first)
            {
                (victims ??= []).Add(first.Value);
                Take(first.Value);
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
        if (resident.Place is { } place)
        {
            _parked.Remove(place);
            resident.Place = null;
            _bytes -= resident.CountedBytes;
        }
    }
}
