namespace DurableParallel.Scopes.Rules;

/// <summary>
/// Which branch may start next and where each one stands. Pure and not safe for several threads: the scope calls it
/// under its lock. Every call takes constant time, and a branch costs one byte.
/// </summary>
/// <param name="total">How many branches there are.</param>
/// <param name="maxConcurrency">How many may run at the same time; null for no limit.</param>
/// <param name="grows">Whether further branches are added while others run.</param>
internal sealed class BranchLedger(int total, int? maxConcurrency, bool grows = false)
{
    private const int SmallestGrowth = 8;

    // Running, with the end on its way.
    private const byte Succeeding = byte.MaxValue;
    private const byte Failing = byte.MaxValue - 1;

    private readonly int _limit = maxConcurrency ?? int.MaxValue;
    private readonly bool _grows = grows;
    private byte[] _statuses = new byte[total];
    private int _total = total;
    private int _next;
    private int _succeeded;
    private int _failed;
    private int _canceled;
    private int _running;
    private int _succeeding;
    private int _failing;
    private bool _admitted;
    private bool _closed;

    public BranchCounts Counts => new(_total, _succeeded, _failed, _canceled, _closed ? Pending : 0, _running);

    /// <summary>The counts once every end has come that is on its way.</summary>
    public BranchCounts CountsToCome =>
        new(_total, _succeeded + _succeeding, _failed + _failing, _canceled, _closed ? Pending : 0, _running - _succeeding - _failing);

    /// <summary>How many branches there are by now.</summary>
    public int Total => _total;

    /// <summary>Whether a limit can keep a branch from starting. It does not change when branches are added.</summary>
    public bool IsLimited => _grows ? _limit < int.MaxValue : _limit < _total;

    /// <summary>Whether nothing runs and nothing is to be started.</summary>
    public bool AllSettled => _running == 0 && (_closed || Pending == 0);

    private int Pending => _total - _succeeded - _failed - _canceled - _running;

    public BranchStatus this[int index]
    {
        get
        {
            var status = _statuses[index] is Succeeding or Failing ? BranchStatus.Running : (BranchStatus)_statuses[index];
            return _closed && status == BranchStatus.Pending ? BranchStatus.Skipped : status;
        }
    }

    /// <summary>Starts the next branch, in the order of the indexes, unless the limit is reached, none is left before that index or the ledger is closed.</summary>
    public bool TryAdmit(out int index, int before = int.MaxValue)
    {
        index = -1;
        if (_closed || _running - _succeeding - _failing >= _limit)
        {
            return false;
        }

        while (_next < _total && _statuses[_next] != (byte)BranchStatus.Pending)
        {
            _next++;
        }

        if (_next >= Math.Min(before, _total))
        {
            return false;
        }

        index = _next++;
        _admitted = true;
        _statuses[index] = (byte)BranchStatus.Running;
        _running++;
        return true;
    }

    /// <summary>Adds a branch behind the others: one that is to be admitted, one that goes on, or one that has ended before it could start here.</summary>
    /// <exception cref="InvalidOperationException">The branches were all known from the beginning, or a branch cannot begin with that status.</exception>
    public void Add(BranchStatus status)
    {
        if (!_grows || status == BranchStatus.Skipped)
        {
            throw new InvalidOperationException($"A branch cannot be added as {status} to {(_grows ? "these branches" : "branches that were all known")}.");
        }

        if (_total == _statuses.Length)
        {
            Array.Resize(ref _statuses, Math.Max(SmallestGrowth, 2 * _total));
        }

        _statuses[_total++] = (byte)status;
        _succeeded += status == BranchStatus.Succeeded ? 1 : 0;
        _failed += status == BranchStatus.Failed ? 1 : 0;
        _canceled += status == BranchStatus.Canceled ? 1 : 0;
        _running += status == BranchStatus.Running ? 1 : 0;
    }

    /// <summary>The end of a running branch is on its way: it runs until it is settled, and holds no place.</summary>
    /// <exception cref="InvalidOperationException">The branch is not running.</exception>
    public void Leave(int index, bool succeeds)
    {
        if (_statuses[index] != (byte)BranchStatus.Running)
        {
            throw Illegal(index, this[index], succeeds ? BranchStatus.Succeeded : BranchStatus.Failed);
        }

        _statuses[index] = succeeds ? Succeeding : Failing;
        _succeeding += succeeds ? 1 : 0;
        _failing += succeeds ? 0 : 1;
    }

    /// <summary>A branch has ended. Before the first one is admitted also for branches that have not started here: their end was on record.</summary>
    /// <exception cref="InvalidOperationException">The branch cannot go from its status to this one.</exception>
    public void Settle(int index, BranchStatus status)
    {
        var current = this[index];
        var restored = current == BranchStatus.Pending && !_admitted && status is BranchStatus.Succeeded or BranchStatus.Failed;
        var ended = current == BranchStatus.Running && status is BranchStatus.Succeeded or BranchStatus.Failed or BranchStatus.Canceled;
        if (!restored && !ended)
        {
            throw Illegal(index, current, status);
        }

        _running -= ended ? 1 : 0;
        _succeeding -= _statuses[index] == Succeeding ? 1 : 0;
        _failing -= _statuses[index] == Failing ? 1 : 0;
        switch (status)
        {
            case BranchStatus.Succeeded:
                _succeeded++;
                break;
            case BranchStatus.Failed:
                _failed++;
                break;
            default:
                _canceled++;
                break;
        }

        _statuses[index] = (byte)status;
    }

    /// <summary>A branch is on record as started and will not run again. It takes a place until it is settled. To be called before <see cref="Close"/>.</summary>
    /// <exception cref="InvalidOperationException">The branch is not pending.</exception>
    public void MarkStarted(int index)
    {
        var current = this[index];
        if (current != BranchStatus.Pending)
        {
            throw Illegal(index, current, BranchStatus.Running);
        }

        _statuses[index] = (byte)BranchStatus.Running;
        _running++;
    }

    /// <summary>Admits nothing any more: what is pending is skipped. Calling it again does nothing.</summary>
    public void Close() => _closed = true;

    private InvalidOperationException Illegal(int index, BranchStatus current, BranchStatus next) =>
        new($"Branch {index} of {_total} is {current} and cannot become {next}.");
}
