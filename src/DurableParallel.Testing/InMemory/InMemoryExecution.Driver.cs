using DurableParallel.Errors;
using DurableParallel.Hosting;
using DurableParallel.Replay;

namespace DurableParallel.Testing.InMemory;

/// <content>The loop that invokes.</content>
internal sealed partial class InMemoryExecution
{
    private TaskCompletionSource _restart = NewSource();

    internal void Begin() => _ = Task.Run(DriveAsync);

    private async Task DriveAsync()
    {
        try
        {
            while (true)
            {
                await WaitToInvokeAsync().ConfigureAwait(false);
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
                var outcome = await invocation.Completion.ConfigureAwait(false);
                lane.Close();
                await lane.Drained.ConfigureAwait(false);
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

            _version++;
            _invocations++;
            if (_invocations > _host.Options.MaxInvocations)
            {
                throw new HostViolationException($"Execution '{Name}' was invoked {_host.Options.MaxInvocations} times without coming to an end.");
            }

            // What no invocation took, and what has become due since.
            List<OperationId> updated = [.. _changes.Select(static change => change.Entry.Id)];
            updated.AddRange(_journal.CompleteDue(_host.Clock.GetUtcNow()).Select(static entry => entry.Id));
            _changes.Clear();
            _history = _journal.Snapshot(_host.Options.Mode == HostMode.Suspending);
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
                Logger = _host.Options.Logger,
                RequestId = $"{Name}/{_invocations}",
                UpdatedOperations = updated,
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
            await wait.ConfigureAwait(false);
        }
    }

    private void Finish(ExecutionReport report) => Finish(EndOf(report), source => source.TrySetResult(report));

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
