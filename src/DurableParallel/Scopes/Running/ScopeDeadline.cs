using System.Diagnostics.CodeAnalysis;
using DurableParallel.Records;
using DurableParallel.Running.Activity;

namespace DurableParallel.Scopes.Running;

/// <summary>The time that a scope may take: whether it is up, which branches may still start then, and when that counts.</summary>
/// <remarks>
/// When a scope whose branches have no records is taken up again after its time, it is not known which of them had ended.
/// They run again first, as far as they come from what is on record, and one that ends later than the deadline is set aside.
/// </remarks>
internal sealed class ScopeDeadline
{
    private readonly ScopeIdentity _scope;
    private readonly ScopeGate _gate;
    private readonly IScopeStage _pump;
    private readonly int _lastStarted;
    private readonly Queue<BranchRun> _late = [];
    private Phase _phase;
    private DateTimeOffset? _restoredEnd;
    private ActivityHold? _catchingUp;
    private int _unrested;

    /// <param name="scope">Whose time it is.</param>
    /// <param name="gate">Its lock, which guards whether the time is up.</param>
    /// <param name="pump">Goes on when the time is up.</param>
    /// <param name="lastStarted">The last branch that an earlier invocation has started; -1 for none.</param>
    public ScopeDeadline(ScopeIdentity scope, ScopeGate gate, IScopeStage pump, int lastStarted)
    {
        _scope = scope;
        _gate = gate;
        _pump = pump;
        _lastStarted = lastStarted;
    }

    private enum Phase
    {
        Running,

        /// <summary>The time was up before this invocation began, and what had started runs again.</summary>
        CatchingUp,
        Up,
    }

    public bool IsCatchingUp => _phase == Phase.CatchingUp;

    /// <summary>The branches before this index may start: all of them, until the time is up. Under the scope's lock.</summary>
    public int AdmissionEnd => _phase switch
    {
        Phase.Running => int.MaxValue,
        Phase.CatchingUp => _lastStarted + 1,
        _ => 0,
    };

    /// <summary>The wait that is recorded for it.</summary>
    public DeadlineOperation MakeOperation(TimeSpan timeout)
    {
        var header = new OperationHeader(OperationId.DeadlineOf(_scope.Id), _scope.Id, OperationType.Wait, OperationSubTypes.Wait, Name: null);
        return new DeadlineOperation(_scope, this, header, DurationRule.ToMilliseconds(timeout, nameof(ParallelConfig.Timeout)));
    }

    /// <summary>The time of the scope is up: it is decided, unless what has ended by now decides it otherwise.</summary>
    /// <param name="restoredEnd">When that was, if it was before this invocation began; else null.</param>
    /// <param name="owner">Holds the owner of the scope.</param>
    public void OnTimeUp(DateTimeOffset? restoredEnd, in ActivityHold owner)
    {
        lock (_gate.Lock)
        {
            _phase = restoredEnd is not null && _scope.IsFlat ? Phase.CatchingUp : Phase.Up;
            _restoredEnd = restoredEnd;
        }

        // Until the deadline counts, all being parked must not be taken for the end of what can be done.
        if (IsCatchingUp)
        {
            _catchingUp = _scope.Activity.Hold(_scope.Owner.Node);
        }

        _pump.GoOn(owner);
    }

    /// <summary>Whether the deadline counts now. Under the scope's lock.</summary>
    public bool IsDue(in Chain<BranchRun> running) =>
        !_gate.IsDecided && (_phase == Phase.Up || (IsCatchingUp && _unrested == 0 && AreAllParked(running)));

    public void OnStarted() => Interlocked.Increment(ref _unrested);

    /// <summary>A branch has parked, or has ended.</summary>
    public void OnRested(BranchRun run)
    {
        if (run.TryRest())
        {
            Interlocked.Decrement(ref _unrested);
        }
    }

    /// <summary>Sets aside a branch that has ended again and whose latest operation says that it ended after the deadline.</summary>
    public bool TrySetAside(BranchRun run)
    {
        if (!IsCatchingUp || _gate.IsDecided || !(run.EndTimestamp > _restoredEnd))
        {
            return false;
        }

        OnRested(run);
        _late.Enqueue(run);
        return true;
    }

    /// <summary>Takes a branch that was set aside, once the scope is decided.</summary>
    public bool TryTakeLate([NotNullWhen(true)] out BranchRun? run)
    {
        run = null;
        return _gate.IsDecided && _late.TryDequeue(out run);
    }

    /// <summary>Lets the owner of the scope park again, once the scope is decided.</summary>
    public void LetGoOnceDecided()
    {
        if (_gate.IsDecided && _catchingUp is { } hold)
        {
            _catchingUp = null;
            hold.Dispose();
        }
    }

    private bool AreAllParked(in Chain<BranchRun> running)
    {
        for (var run = running.First; run is not null; run = run.Next)
        {
            if (_scope.Activity.IsActive(run.Node))
            {
                return false;
            }
        }

        return true;
    }
}
