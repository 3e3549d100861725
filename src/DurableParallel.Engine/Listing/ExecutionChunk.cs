namespace DurableParallel.Engine.Listing;

/// <summary>Executions with neighbouring numbers, and what queries have found out about them.</summary>
/// <typeparam name="T">What an execution is.</typeparam>
internal sealed class ExecutionChunk<T>
    where T : class, IListedExecution
{
    public const int Size = 4096;

    private readonly Lock _gate = new();
    private T?[]? _slots;
    private ChunkDigest<T>? _digest;
    private ChunkNames? _names;
    private int _count;
    private int _puts;
    private long _changes;

    public void Put(int slot, T execution)
    {
        lock (_gate)
        {
            _slots ??= new T?[Size];
            _slots[slot] = execution;
            _count++;
            _puts++;
        }
    }

    public void Remove(int slot, T execution)
    {
        lock (_gate)
        {
            if (_slots is null || !ReferenceEquals(_slots[slot], execution))
            {
                return;
            }

            _slots[slot] = null;
            _count--;
            Change();
            if (_count == 0)
            {
                (_slots, _names) = (null, null);
            }
        }
    }

    /// <summary>The executions by slot; null where there is none. Others may come and go meanwhile.</summary>
    public ReadOnlySpan<T?> Slots => Volatile.Read(ref _slots);

    /// <summary>What is known of the executions; null when there are none. Takes the locks of those that have ended since it was asked for last.</summary>
    public ChunkDigest<T>? Digest()
    {
        T?[]? slots;
        ChunkDigest<T>? before;
        int puts;
        long changes;
        lock (_gate)
        {
            (slots, before, puts, changes) = (_slots, _digest, _puts, _changes);
        }

        if (slots is null)
        {
            return null;
        }

        var digest = ChunkDigest<T>.Next(before, slots, puts);
        lock (_gate)
        {
            if (_changes == changes)
            {
                _digest = digest;
            }
        }

        return digest;
    }

    /// <summary>The names of the executions, which are kept from then on; null when there are none.</summary>
    public ChunkNames? Names()
    {
        T?[]? slots;
        int puts;
        lock (_gate)
        {
            (slots, puts) = (_slots, _puts);
            if (slots is null || _names?.Puts == puts)
            {
                return slots is null ? null : _names;
            }
        }

        var names = ChunkNames.Of<T>(slots, puts);
        lock (_gate)
        {
            _names = _slots is null ? null : names;
        }

        return names;
    }

    /// <summary>What is known holds no more.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            Change();
        }
    }

    private void Change()
    {
        _changes++;
        _digest = null;
    }
}
