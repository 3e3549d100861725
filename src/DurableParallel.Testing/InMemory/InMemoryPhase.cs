using DurableParallel.Engine;

namespace DurableParallel.Testing.InMemory;

/// <summary>
/// Where an execution stands, from its start to its end: who may move it on, how it ends, and what its loop waits for
/// between invocations. Guarded by the execution's lock.
/// </summary>
/// <param name="tryBegin">Whether it has begun, or begins now: it may be held back until a time.</param>
internal sealed class InMemoryPhase(Func<bool> tryBegin)
{
    private Phase _phase;
    private bool _isHeld;
    private (ExecutionStatus Status, DurableError Error)? _endFromOutside;
    private TaskCompletionSource<ExecutionReport> _report = NewSource<ExecutionReport>();
    private TaskCompletionSource _wakeUp = NewSource();
    private TaskCompletionSource _restart = NewSource();

    private enum Phase
    {
        /// <summary>An invocation is running, or is about to.</summary>
        Live,

        /// <summary>Between invocations, until something changes.</summary>
        Suspended,

        /// <summary>Its process is down until a test restarts it.</summary>
        Down,

        /// <summary>It has ended, or is blocked until a test restarts it.</summary>
        Ended,
    }

    /// <summary>The rule that was broken first; null when none was.</summary>
    public HostViolationException? Violation { get; private set; }

    /// <summary>The report. A restart of a blocked execution makes a new one.</summary>
    public Task<ExecutionReport> Completion => _report.Task;

    public bool IsDown => _phase == Phase.Down;

    public bool HasEnded => _phase == Phase.Ended;

    /// <summary>Whether it goes on only when a test restarts it.</summary>
    public bool IsBlocked => Completion is { IsCompletedSuccessfully: true, Result.Status: ExecutionStatus.Blocked };

    /// <summary>Whether it has ended for good, so that nothing changes its operations any more.</summary>
    public bool IsOver => HasEnded && !IsBlocked;

    /// <summary>Whether it has neither ended nor is its process down.</summary>
    public bool IsUp => _phase is not (Phase.Ended or Phase.Down);

    public bool IsEndedFromOutside => _endFromOutside is not null;

    public bool MayInvoke => _phase == Phase.Live && !IsEndedFromOutside;

    /// <summary>Something has changed that the next invocation is to take up.</summary>
    public void WakeUp() => _wakeUp.TrySetResult();

    /// <summary>A rule was broken, with which the loop ends.</summary>
    public void Break(HostViolationException violation) => Violation ??= violation;

    /// <summary>The process goes down; false when it is down or the execution has ended.</summary>
    public bool TryCrash()
    {
        if (!IsUp)
        {
            return false;
        }

        _phase = Phase.Down;
        WakeUp();
        return true;
    }

    /// <summary>Goes on after a crash or when blocked; false when neither is so.</summary>
    /// <param name="beginsLoop">Whether the loop has ended and is to begin again.</param>
    public bool TryRestart(out bool beginsLoop)
    {
        beginsLoop = HasEnded && IsBlocked;
        if (!IsDown && !beginsLoop)
        {
            return false;
        }

        Revive();
        _restart.TrySetResult();
        return true;
    }

    /// <summary>A test or the execution's time ends it; false when it is over, or was ended so before.</summary>
    /// <param name="status">As what.</param>
    /// <param name="error">Why.</param>
    /// <param name="beginsLoop">Whether the loop has ended and is to begin again, to report it.</param>
    public bool TryEndFromOutside(ExecutionStatus status, DurableError error, out bool beginsLoop)
    {
        beginsLoop = HasEnded && IsBlocked;
        if (IsEndedFromOutside || IsOver)
        {
            return false;
        }

        _endFromOutside = (status, error);
        if (beginsLoop)
        {
            Revive();
        }

        WakeUp();
        _restart.TrySetResult();
        return true;
    }

    /// <summary>How it was ended from outside, or by its time while nothing ran; null for neither.</summary>
    public (ExecutionStatus Status, DurableError Error)? TakeEnd((ExecutionStatus Status, DurableError Error)? overdue) => _endFromOutside ??= overdue;

    /// <summary>Whether the loop may go on; otherwise it asks again after what it has to wait for.</summary>
    /// <param name="hasChanges">Whether something has changed that the function has not taken.</param>
    /// <param name="wait">What it has to wait for.</param>
    public bool TryGoOn(bool hasChanges, out Task wait)
    {
        wait = Task.CompletedTask;
        if (IsEndedFromOutside)
        {
            return true;
        }

        switch (_phase)
        {
            case Phase.Suspended when !hasChanges:
                _wakeUp = NewSource();
                wait = _wakeUp.Task;
                return false;
            case Phase.Down:
                wait = _restart.Task;
                return false;
            case Phase.Live when !tryBegin():
                _isHeld = true;
                _restart = NewSource();
                _wakeUp = NewSource();
                wait = _wakeUp.Task;
                return false;
            default:
                _phase = Phase.Live;
                _restart = NewSource();
                return true;
        }
    }

    /// <summary>Time has passed: one that is held back may begin.</summary>
    public void LookWhetherHeld()
    {
        if (_isHeld && tryBegin())
        {
            _isHeld = false;
            WakeUp();
        }
    }

    /// <summary>An invocation was suspended.</summary>
    /// <param name="hasChanges">Whether something has changed that it has not taken.</param>
    public void Suspend(bool hasChanges)
    {
        if (_phase == Phase.Live && !hasChanges)
        {
            _phase = Phase.Suspended;
        }
    }

    public void End(ExecutionReport report)
    {
        _phase = Phase.Ended;
        _report.TrySetResult(report);
    }

    public void Fault(Exception exception)
    {
        _phase = Phase.Ended;
        _report.TrySetException(exception);
    }

    /// <summary>Whether there is anything to do.</summary>
    /// <param name="hasChanges">Whether something has changed that the function has not taken.</param>
    /// <param name="isParked">Whether the invocation is parked, and was offered all changes.</param>
    public ExecutionActivity ActivityOf(bool hasChanges, bool isParked) => _phase switch
    {
        Phase.Ended => ExecutionActivity.None,
        _ when IsEndedFromOutside => ExecutionActivity.Busy,
        Phase.Down => ExecutionActivity.None,
        _ when _isHeld => ExecutionActivity.Quiet,
        Phase.Suspended when !hasChanges => ExecutionActivity.Quiet,
        Phase.Live when isParked => ExecutionActivity.Quiet,
        _ => ExecutionActivity.Busy,
    };

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static TaskCompletionSource<T> NewSource<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    // The report of a blocked execution was given out; the next one is another.
    private void Revive()
    {
        if (HasEnded)
        {
            _report = NewSource<ExecutionReport>();
        }

        (_phase, _isHeld) = (Phase.Live, false);
    }
}
