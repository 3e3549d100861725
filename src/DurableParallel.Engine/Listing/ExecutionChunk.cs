namespace DurableParallel.Engine.Listing;

/// <summary>Executions with neighbouring numbers. Once all have ended, a summary lets queries pass them over.</summary>
/// <typeparam name="T">What an execution is.</typeparam>
internal sealed class ExecutionChunk<T>
    where T : class, IListedExecution
{
    public const int Size = 4096;

    private readonly Lock _gate = new();
    private T?[]? _slots;
    private ChunkSummary? _summary;
    private int _count;
    private long _changes;

    public void Put(int slot, T execution)
    {
        lock (_gate)
        {
            _slots ??= new T?[Size];
            _slots[slot] = execution;
            _count++;
            Change();
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
                _slots = null;
            }
        }
    }

    /// <summary>The executions by slot; null where there is none. Others may come and go meanwhile.</summary>
    public ReadOnlySpan<T?> Slots => Volatile.Read(ref _slots);

    /// <summary>The summary, or null while one of the executions has not ended, or there are none.</summary>
    public ChunkSummary? Summary()
    {
        long changes;
        lock (_gate)
        {
            if (_summary is not null || _slots is null)
            {
                return _summary;
            }

            changes = _changes;
        }

        var summary = ChunkSummary.Of(Slots);
        lock (_gate)
        {
            return _changes == changes ? _summary = summary : null;
        }
    }

    /// <summary>The summary holds no more, if there is one.</summary>
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
        _summary = null;
    }
}
