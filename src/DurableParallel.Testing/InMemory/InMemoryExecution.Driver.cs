using DurableParallel.Hosting;

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
                    Finish(source => source.TrySetResult(report));
                    return;
                }
            }
        }
        catch (Exception exception)
        {
            Finish(source => source.TrySetException(exception));
        }
    }

    /// <summary>Null when the process went down just now.</summary>
    private (IRunningInvocation Invocation, CheckpointLane Lane)? Invoke()
    {
        InvocationRequest request;
        CheckpointLane lane;
        lock (_lock)
        {
            if (_state != DriverState.Live)
            {
                return null;
            }

            _version++;
            _invocations++;
            if (_invocations > _host.Options.MaxInvocations)
            {
                throw new HostViolationException($"Execution '{Name}' was invoked {_host.Options.MaxInvocations} times without coming to an end.");
            }

            _journal.CompleteDue(_host.Clock.GetUtcNow());
            _changes.Clear();
            _history = _journal.Snapshot(_host.Options.Mode == HostMode.Suspending);
            lane = new CheckpointLane(this, Name, _host.Options.Scheduler, _invocations);
            _lane = lane;
            request = new InvocationRequest
            {
                Function = _function,
                ExecutionName = Name,
                ExecutionArn = Arn,
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
                Logger = _host.Options.Logger,
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

    private void Finish(Action<TaskCompletionSource<ExecutionReport>> report)
    {
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
