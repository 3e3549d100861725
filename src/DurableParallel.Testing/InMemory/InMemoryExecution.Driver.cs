using DurableParallel.Engine;
using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Running;

namespace DurableParallel.Testing.InMemory;

/// <content>The loop that invokes.</content>
internal sealed partial class InMemoryExecution
{
    private TaskCompletionSource _restart = NewSource();
    private DateTimeOffset _invocationStart;
    private bool _isSuspended;

    private string RequestId => $"{Name}/{_invocations}";

    internal void Begin()
    {
        lock (_lock)
        {
            if (_journal.Log.Events.Count == 0)
            {
                _journal.Log.Started(_input, _startTimestamp, _deadline is { } deadline ? (int)(deadline - _startTimestamp).TotalSeconds : null, TenantId);
            }
        }

        _ = Task.Factory.StartNew(DriveAsync, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _host.Tasks).Unwrap();
    }

    // Goes on where it began, on the host's scheduler.
    private async Task DriveAsync()
    {
        try
        {
            while (true)
            {
                await WaitToInvokeAsync().ConfigureAwait(true);
                if (TakeEndFromOutside() is { } ended)
                {
                    Finish(ended);
                    return;
                }

                if (Invoke() is not var (invocation, lane))
                {
                    continue;
                }

                OnLaneIdle();
                var outcome = await invocation.Completion.ConfigureAwait(true);
                lane.Close();
                await lane.Drained.ConfigureAwait(true);
                if (Conclude(outcome, lane) is { } report)
                {
                    Finish(report);
                    return;
                }
            }
        }
        catch (Exception exception)
        {
            Finish(new InvokedEnd(OperationStatus.Failed, null, ErrorRecorder.FromException(exception)), source => source.TrySetException(exception));
        }
    }

    /// <summary>Null when the process went down just now.</summary>
    private (IRunningInvocation Invocation, CheckpointLane Lane)? Invoke()
    {
        InvocationRequest request;
        CheckpointLane lane;
        lock (_lock)
        {
            if (_state != DriverState.Live || _endFromOutside is not null)
            {
                return null;
            }

            _host.OnProgress();
            _version++;
            _invocations++;
            _invocationStart = _host.Clock.GetUtcNow();
            if (_invocations > _host.Options.MaxInvocations)
            {
                throw new HostViolationException($"Execution '{Name}' was invoked {Counted.Of(_host.Options.MaxInvocations, "time")} without coming to an end.");
            }

            // What no invocation took, and what has become due since.
            List<OperationId> updated = [.. _changes.Select(static change => change.Entry.Id).Distinct()];
            updated.AddRange(_journal.CompleteDue(_host.Clock.GetUtcNow()).Select(static entry => entry.Id));
            _changes.RemoveAll(static change => !change.IsDuplicate);
            _changes.ForEach(static change => change.IsDuplicate = false);
            var known = _journal.Snapshot(_host.Options.Mode == HostMode.Suspending);
            _history = _host.Options.PagesState ? new PagedHistory(Name, _startTimestamp, _input, known) : new MemoryHistory(known);
            _stateCalls.Add(_history.StateCalls);
            lane = new CheckpointLane(this, Name, _host.Options.Scheduler, _invocations);
            _lane = lane;
            request = new InvocationRequest
            {
                Function = _function,
                Execution = this,
                StartTimestamp = _startTimestamp,
                Input = _input,
                History = _history,
                RecordedOperations = _journal.Entries.Count,
                Limits = _host.Options.Limits,
                Checkpoints = lane,
                Host = this,
                SuspendWhenParked = _host.Options.Mode == HostMode.Suspending,
                Scheduler = _host.Options.Scheduler,
                QuietClock = _host.Options.QuietClock,
                Clock = _host.Clock,
                Logger = _host.Options.LoggerOf?.Invoke(Name, _invocations) ?? _host.Options.Logger,
                RequestId = RequestId,
                UpdatedOperations = updated,
                IsResumed = _isSuspended,
                Services = _host.Options.Services,
            };
        }

        ArmTimer();
        var invocation = _host.Invoke(request);
        lock (_lock)
        {
            _invocation = invocation;
        }

        if (lane.IsDead)
        {
            invocation.Abort(new SimulatedCrashException("The process died while the invocation was starting."));
        }

        return (invocation, lane);
    }

    /// <summary>The report when the execution is over; null when it is to be invoked again.</summary>
    private ExecutionReport? Conclude(InvocationOutcome outcome, CheckpointLane lane)
    {
        lock (_lock)
        {
            _invocation = null;
            _lane = null;
            _history = null;
            _isSuspended = outcome.Kind == InvocationOutcomeKind.Suspended && !lane.IsDead;
            LogInvocation(outcome, lane);
            if (_violation is not null)
            {
                throw _violation;
            }

            if (_endFromOutside is not null)
            {
                return null;
            }

            // Whatever the function came to: its process had died before anybody could hear of it.
            if (lane.IsDead)
            {
                return null;
            }

            if (outcome.Kind != InvocationOutcomeKind.Suspended)
            {
                return NewReport(outcome);
            }

            if (_host.Options.Mode != HostMode.Suspending)
            {
                throw new HostViolationException("An invocation suspended although its host keeps parked invocations.");
            }

            if (_state == DriverState.Live && _changes.Count == 0)
            {
                _state = DriverState.Suspended;
            }

            return null;
        }
    }

    /// <summary>Only where every park ends the invocation, as on the wire.</summary>
    private void LogInvocation(InvocationOutcome outcome, CheckpointLane lane)
    {
        if (_host.Options.Mode == HostMode.Suspending)
        {
            var crash = lane.IsDead && _endFromOutside is null ? new DurableError("Runtime.ExitError", outcome.Fault?.Message ?? "The process died.") : null;
            _journal.Log.InvocationEnded(RequestId, _invocationStart, crash, _host.Clock.GetUtcNow());
        }
    }

    private ExecutionReport NewReport(InvocationOutcome outcome) => new()
    {
        Status = outcome.Kind switch
        {
            InvocationOutcomeKind.Succeeded => ExecutionStatus.Succeeded,
            InvocationOutcomeKind.Failed => ExecutionStatus.Failed,
            _ => ExecutionStatus.Blocked,
        },
        Payload = outcome.Payload,
        Error = outcome.Error,
        Fault = outcome.Fault,
        Operations = [.. _journal.Entries],
        Updates = [.. _journal.Updates],
        Invocations = _invocations,
    };

    private async Task WaitToInvokeAsync()
    {
        while (true)
        {
            Task wait;
            lock (_lock)
            {
                switch (_state)
                {
                    case var _ when _endFromOutside is not null:
                        return;
                    case DriverState.Suspended when _changes.Count == 0:
                        _wakeUp = NewSource();
                        wait = _wakeUp.Task;
                        break;
                    case DriverState.Down:
                        wait = _restart.Task;
                        break;
                    default:
                        _state = DriverState.Live;
                        _restart = NewSource();
                        return;
                }
            }

            OnLaneIdle();
            await wait.ConfigureAwait(true);
        }
    }

    private void Finish(ExecutionReport report)
    {
        if (report.Status != ExecutionStatus.Blocked)
        {
            lock (_lock)
            {
                _journal.Log.Ended(report.Status, report.Payload, report.Error, _host.Clock.GetUtcNow());
            }
        }

        Finish(EndOf(report), source => source.TrySetResult(report));
    }

    private void Finish(InvokedEnd? end, Action<TaskCompletionSource<ExecutionReport>> report)
    {
        // Before it looks ended itself, so that the host never looks at rest in between.
        TellInvoker(end);
        lock (_lock)
        {
            _state = DriverState.Ended;
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            report(_report);
            OnQuietStand();
        }

        _host.OnQuiet();
    }
}
