namespace DurableParallel.Testing.InMemory;

/// <content>What its invocation, its lane and the clock tell it. Each looks, in a work item of its own, whether there is something to deliver or nothing left to run.</content>
internal sealed partial class InMemoryExecution
{
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
        lock (_lock)
        {
            var now = _host.Clock.GetUtcNow();
            if (lane.IsDead)
            {
                return new CommitResult(0, now, IsCrash: false);
            }

            _version++;
            var verdict = _faults.Admit(batch.Count);
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
            return new CommitResult(verdict.Acknowledged, now, verdict.IsCrash);
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

    internal ExecutionActivity Look(out DateTimeOffset? nextDue)
    {
        // Asked under no lock, as the invocation has locks of its own, under which it may submit. What was parked then
        // may have been woken since by another thread, which shows in the count of changes.
        var parked = FindParked(out var version);
        lock (_lock)
        {
            nextDue = _journal.NextDue;
            return _state switch
            {
                DriverState.Ended or DriverState.Down => ExecutionActivity.None,
                DriverState.Suspended when _changes.Count == 0 => ExecutionActivity.Quiet,
                DriverState.Live when parked is not null && version == _version && !_changes.Exists(static change => !change.WasOffered) => ExecutionActivity.Quiet,
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

    /// <summary>Nothing is runnable, and nothing is due: it would stand for ever.</summary>
    internal void OnStuck()
    {
        lock (_lock)
        {
            if (_state is DriverState.Ended or DriverState.Down)
            {
                return;
            }

            _state = DriverState.Ended;
            var open = string.Join(", ", _journal.Entries.Where(static e => !e.Record.IsEnded));
            var violation = new HostViolationException($"Execution '{Name}' is parked with nothing that could wake it. Open: {(open.Length == 0 ? "nothing" : open)}.");
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
        lock (_lock)
        {
            if (_state is DriverState.Ended or DriverState.Down)
            {
                return;
            }

            foreach (var entry in _journal.CompleteDue(_host.Clock.GetUtcNow()))
            {
                _history?.Refresh(entry);
                _version++;
                _changes.Add(new Change(entry));
            }

            if (_changes.Count > 0)
            {
                _wakeUp.TrySetResult();
            }

            ArmTimer();
        }

        OnLaneIdle();
    }

    private void ArmTimer()
    {
        lock (_lock)
        {
            if (_journal.NextDue is not { } due)
            {
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                return;
            }

            // No timer sleeps longer than 49 days; it looks again then.
            var wait = Math.Clamp((due - _host.Clock.GetUtcNow()).Ticks, 0, LongestSleep.Ticks);
            _timer.Change(TimeSpan.FromTicks(wait), Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Tells the invocation what has changed. What it does not take is offered again, or is in the next one's history.</summary>
    private void DeliverChanges()
    {
        IRunningInvocation? invocation;
        List<Change> changes;
        lock (_lock)
        {
            invocation = _invocation;
            changes = invocation is null ? [] : [.. _changes];
        }

        foreach (var change in changes)
        {
            var taken = invocation!.Deliver(change.Entry.Id, change.Entry.Record);
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
