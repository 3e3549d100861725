using DurableParallel.Engine.Journal;
using DurableParallel.Running.Activity;

namespace DurableParallel.Engine.Scheduling;

/// <summary>
/// Runs functions while the journal keeps up. When too many bytes wait for the disk, bodies that are about to begin and
/// continuations that are about to run are held, in their order, until there is room. None of what makes room is ever held.
/// </summary>
internal sealed class PacedScheduler : WorkScheduler, IThreadPoolWorkItem
{
    // More than run side by side; each asks again before it runs.
    private const int Portion = 64;
    private readonly Lock _gate = new();
    private readonly Queue<IThreadPoolWorkItem> _held = [];
    private readonly WorkScheduler _inner;
    private readonly WriteBudget _budget;
    private int _heldCount;
    private int _isReleasing;

    public PacedScheduler(WorkScheduler inner, WriteBudget budget)
    {
        _inner = inner;
        _budget = budget;
        budget.OnRoom = OnRoom;
    }

    /// <summary>How many items are held.</summary>
    public int HeldCount => Volatile.Read(ref _heldCount);

    public override void Queue(IThreadPoolWorkItem item) => _inner.Queue(item);

    public override void OnHandOver() => _inner.OnHandOver();

    public override bool TryHold(IThreadPoolWorkItem item)
    {
        if (!_budget.IsSpent)
        {
            return _inner.TryHold(item);
        }

        lock (_gate)
        {
            _held.Enqueue(item);
            Volatile.Write(ref _heldCount, _held.Count);
        }

        // Whoever made room before the item was there has not seen it.
        Interlocked.MemoryBarrier();
        if (!_budget.IsSpent)
        {
            OnRoom();
        }

        return true;
    }

    /// <summary>Releases a portion, and comes again behind it for the next.</summary>
    public void Execute()
    {
        lock (_gate)
        {
            for (var count = 0; count < Portion && _held.TryDequeue(out var item); count++)
            {
                _inner.Queue(item);
            }

            Volatile.Write(ref _heldCount, _held.Count);
        }

        Interlocked.Exchange(ref _isReleasing, 0);
        if (!_budget.IsSpent)
        {
            OnRoom();
        }
    }

    private void OnRoom()
    {
        if (Volatile.Read(ref _heldCount) > 0 && Interlocked.Exchange(ref _isReleasing, 1) == 0)
        {
            _inner.Queue(this);
        }
    }
}
