using DurableParallel.Errors;
using DurableParallel.Records;

namespace DurableParallel.Testing.InMemory;

/// <content>What its invocation, its lane and the clock tell it. Each looks, in a work item of its own, whether there is something to deliver or nothing left to run.</content>
internal sealed partial class InMemoryExecution
{
    // Timers take no more than 49 days.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromDays(40);

    public void OnParked() => OnLaneIdle();

    public void OnResumed()
    {
    }

    public void OnLaneIdle()
    {
        if (Interlocked.Increment(ref _looks) == 1)
        {
            _host.Options.Scheduler.Queue(this);
        }
    }

    /// <summary>One at a time, and once more whenever something was told meanwhile.</summary>
    public void Execute()
    {
        int looks;
        do
        {
            looks = Volatile.Read(ref _looks);
            DeliverChanges();
            _host.OnQuiet();
        }
        while (Interlocked.Add(ref _looks, -looks) > 0);
    }

    public CommitResult Commit(CheckpointLane lane, IReadOnlyList<PendingCheckpoint> batch)
    {
        FaultVerdict verdict;
        DateTimeOffset now;
        lock (_lock)
        {
            now = _host.Clock.GetUtcNow();
            if (lane.IsDead)
            {
                return new CommitResult(0, now, IsCrash: false);
            }

            _version++;
            _host.OnProgress();
            verdict = _faults.Admit(batch.Count);
        }

        // The others go on meanwhile, and what comes due is told to them.
        if (verdict.Delay > TimeSpan.Zero)
        {
            _host.Clock.Advance(verdict.Delay);
        }

        lock (_lock)
        {
            now = _host.Clock.GetUtcNow();
            if (lane.IsDead)
            {
                return new CommitResult(0, now, IsCrash: false);
            }

            try
            {
                for (var i = 0; i < verdict.Durable; i++)
                {
                    _journal.Apply(batch[i].Update, now, lane.Invocation);
                }
            }
            catch (HostViolationException violation)
            {
                _violation ??= violation;
                _host.Report(violation);
                return new CommitResult(0, now, IsCrash: true);
            }

            ArmTimer();
        }

        // Before anything is acknowledged, so that whoever invokes is not parked without anybody to wake it.
        StartInvoked(batch, verdict.Durable);
        TellOfCallbacks(batch, verdict.Durable);
        return new CommitResult(verdict.Acknowledged, now, verdict.IsCrash);
    }

    private void TellOfCallbacks(IReadOnlyList<PendingCheckpoint> batch, int durable)
    {
        for (var i = 0; i < durable && _host.Options.OnCallbackStarted is not null; i++)
        {
            if (batch[i].Update.Callback is not null)
            {
                OperationEntry entry;
                lock (_lock)
                {
                    entry = _journal.Find(batch[i].Update.Id)!;
                }

                _host.Options.OnCallbackStarted(this, entry);
            }
        }
    }

    public void Crash(CheckpointLane lane)
    {
        IRunningInvocation? invocation;
        lock (_lock)
        {
            // Under the lock, so that no batch of the dead process becomes durable after its successor has read the journal.
            lane.Kill();
            invocation = _lane == lane ? _invocation : null;
        }

        invocation?.Abort(_violation as Exception ?? new SimulatedCrashException($"The process died: {_faults}."));
    }

    public void OnViolation(HostViolationException violation) => _host.Report(violation);

    internal ExecutionActivity Look(out DateTimeOffset? nextDue, out long version)
    {
        // Asked under no lock, as the invocation has locks of its own, under which it may submit. What was parked then
        // may have been woken since by another thread, which shows in the count of changes.
        var parked = FindParked(out version);
        lock (_lock)
        {
            nextDue = NextDue;
            var seen = version;
            version = _version;
            return _state switch
            {
                DriverState.Ended => ExecutionActivity.None,
                _ when _endFromOutside is not null => ExecutionActivity.Busy,
                DriverState.Down => ExecutionActivity.None,
                DriverState.Suspended when _changes.Count == 0 => ExecutionActivity.Quiet,
                DriverState.Live when parked is not null && seen == _version && !_changes.Exists(static change => !change.WasOffered) => ExecutionActivity.Quiet,
                _ => ExecutionActivity.Busy,
            };
        }
    }

    /// <summary>Nothing is runnable, and the clock is not to move by itself.</summary>
    internal void OnQuietStand()
    {
        lock (_lock)
        {
            _quietWaiters.ForEach(static waiter => waiter.TrySetResult());
            _quietWaiters.Clear();
        }
    }

    /// <summary>Nothing is runnable, and nothing is due: it would stand for ever, unless it waits for the outside.</summary>
    /// <param name="version">What the count of changes was when it was seen to be quiet; the outside may have moved it since.</param>
    internal void OnStuck(long version)
    {
        lock (_lock)
        {
            if (version != _version || _state is DriverState.Ended or DriverState.Down || _journal.HasOpenCallback || WaitsForBlocked)
            {
                return;
            }

            _state = DriverState.Ended;
            var open = _journal.Entries.Where(static e => !e.Record.IsEnded).ToList();
            var violation = new HostViolationException(
                $"Execution '{Name}' is parked with nothing that could wake it. Open: {ShownList.Of(open.Select(static e => e.ToString()), open.Count)}.");
            _host.Report(violation);
            _report.TrySetException(violation);
        }
    }

    private IRunningInvocation? FindParked(out long version)
    {
        IRunningInvocation? invocation;
        CheckpointLane? lane;
        lock (_lock)
        {
            (invocation, lane, version) = (_invocation, _lane, _version);
        }

        var isParked = _host.Options.Mode == HostMode.Resident
            && lane is { IsIdle: true }
            && invocation is { IsParked: true }
            && lane.IsIdle
            && !invocation.Completion.IsCompleted;
        return isParked ? invocation : null;
    }

    private void OnClock()
    {
        bool isOverdue;
        lock (_lock)
        {
            if (_state is DriverState.Ended or DriverState.Down || _endFromOutside is not null)
            {
                return;
            }

            isOverdue = IsOverdue;
            CompleteDue(_host.Clock.GetUtcNow());
            ArmTimer();
        }

        if (isOverdue)
        {
            TimeOut();
        }

        OnLaneIdle();
    }

    private void CompleteDue(DateTimeOffset now) => _journal.CompleteDue(now).ForEach(Publish);

    /// <summary>The host has changed an operation; a process that is down reads it when it comes back.</summary>
    private void Publish(OperationEntry entry)
    {
        if (_state is DriverState.Ended or DriverState.Down)
        {
            return;
        }

        AddChange(entry);
    }

    private void AddChange(OperationEntry entry)
    {
        _history?.Refresh(entry);
        _version++;
        _host.OnProgress();
        _changes.AddRange(_repetition.Of(entry));
        _wakeUp.TrySetResult();
    }

    private void ArmTimer()
    {
        lock (_lock)
        {
            if (NextDue is not { } due)
            {
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                return;
            }

            var wait = due - _host.Clock.GetUtcNow();
            var sleep = wait < LongestSleep ? wait : LongestSleep;
            _timer.Change(sleep < TimeSpan.Zero ? TimeSpan.Zero : sleep, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Tells the invocation what has changed. What it does not take is offered again, or is in the next one's history.</summary>
    private void DeliverChanges()
    {
        IRunningInvocation? invocation;
        List<HostChange> changes;
        lock (_lock)
        {
            invocation = _invocation;
            changes = invocation is null ? [] : [.. _changes];
        }

        foreach (var change in changes)
        {
            var taken = invocation!.Deliver(change.Entry.Id, change.Record);
            lock (_lock)
            {
                _version++;
                change.WasOffered = true;
                if (taken)
                {
                    _changes.Remove(change);
                }
            }
        }
    }
}
