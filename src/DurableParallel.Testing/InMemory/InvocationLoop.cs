using DurableParallel.Engine;
using DurableParallel.Errors;
using DurableParallel.Running;

namespace DurableParallel.Testing.InMemory;

/// <summary>Invokes an execution's function again and again from what is durable, until there is an outcome. Takes the execution's lock.</summary>
internal sealed class InvocationLoop(
    InMemoryHost host,
    ILoopOwner execution,
    Lock gate,
    MemoryJournal journal,
    InMemoryPhase phase,
    CurrentInvocation current,
    ExecutionTimer timer)
{
    private string RequestId => $"{execution.Name}/{current.Count}";

    public void Begin()
    {
        lock (gate)
        {
            if (journal.Log.Events.Count == 0)
            {
                journal.Log.Started(execution.Input, timer.Accepted, timer.Limit, execution.TenantId);
            }
        }

        _ = Task.Factory.StartNew(RunAsync, CancellationToken.None, TaskCreationOptions.DenyChildAttach, host.Tasks).Unwrap();
    }

    // Goes on where it began, on the host's scheduler.
    private async Task RunAsync()
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

                execution.OnLaneIdle();
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
            Finish(new InvokedEnd(OperationStatus.Failed, null, ErrorRecorder.FromException(exception)), () => phase.Fault(exception));
        }
    }

    private async Task WaitToInvokeAsync()
    {
        while (true)
        {
            Task wait;
            lock (gate)
            {
                if (phase.TryGoOn(current.HasChanges, out wait))
                {
                    return;
                }
            }

            execution.OnLaneIdle();
            await wait.ConfigureAwait(true);
        }
    }

    /// <summary>Null when the process went down just now.</summary>
    private (IRunningInvocation Invocation, CheckpointLane Lane)? Invoke()
    {
        InvocationRequest request;
        CheckpointLane lane;
        lock (gate)
        {
            if (!phase.MayInvoke)
            {
                return null;
            }

            host.OnProgress();
            current.CountInvocation(host.Clock.GetUtcNow());
            if (current.Count > host.Options.MaxInvocations)
            {
                throw new HostViolationException($"Execution '{execution.Name}' was invoked {Counted.Of(host.Options.MaxInvocations, "time")} without coming to an end.");
            }

            lane = new CheckpointLane(execution, journal.RunName, host.Options.Scheduler, current.Count, journal.MakeStatusCalls());
            request = Prepare(lane);
            timer.Arm();
        }

        var invocation = host.Invoke(request);
        lock (gate)
        {
            current.Run(invocation);
        }

        if (lane.IsDead)
        {
            invocation.Abort(new SimulatedCrashException("The process died while the invocation was starting."));
        }
        else if (lane.IsDraining)
        {
            invocation.SignalTokens();
        }

        return (invocation, lane);
    }

    private InvocationRequest Prepare(CheckpointLane lane)
    {
        var options = host.Options;

        // What no invocation took, and what has become due since.
        var updated = current.TakeChanges();
        updated.AddRange(journal.CancelOpen(host.Clock.GetUtcNow()).Select(static entry => entry.Id));
        updated.AddRange(journal.CompleteDue(host.Clock.GetUtcNow()).Select(static entry => entry.Id));
        var known = journal.Snapshot(options.Mode == HostMode.Suspending);
        IInvocationHistory history = options.PagesState ? new PagedHistory(execution.Name, timer.Start, execution.Input, known) : new MemoryHistory(known);
        current.Prepare(history, lane);
        return new InvocationRequest
        {
            Function = execution.Function,
            Execution = execution,
            StartTimestamp = timer.Start,
            Input = execution.Input,
            RunNumber = journal.RunNumber,
            History = history,
            RecordedOperations = journal.Entries.Count,
            Limits = options.Limits,
            Checkpoints = lane,
            Host = execution,
            SuspendWhenParked = options.Mode == HostMode.Suspending,
            Scheduler = options.Scheduler,
            QuietClock = options.QuietClock,
            Clock = host.Clock,
            Logger = options.LoggerOf?.Invoke(execution.Name, current.Count) ?? options.Logger,
            RequestId = RequestId,
            UpdatedOperations = updated,
            IsResumed = current.WasSuspended,
            Services = options.Services,
            Cancel = journal.Cancel,
        };
    }

    /// <summary>The report when the execution is over; null when it is to be invoked again.</summary>
    private ExecutionReport? Conclude(InvocationOutcome outcome, CheckpointLane lane)
    {
        lock (gate)
        {
            current.Close(wasSuspended: outcome.Kind == InvocationOutcomeKind.Suspended && !lane.IsDead);
            LogInvocation(outcome, lane);
            journal.Keep(lane.TakeStatusIfIdle());
            if (phase.Violation is { } violation)
            {
                throw violation;
            }

            // Whatever the function came to: its process had died before it could be told.
            if (phase.IsEndedFromOutside || lane.IsDead)
            {
                return null;
            }

            if (outcome.Kind == InvocationOutcomeKind.Continued)
            {
                BeginRun(outcome.Payload);
                return null;
            }

            if (outcome.Kind != InvocationOutcomeKind.Suspended)
            {
                return ReportOf(outcome);
            }

            if (host.Options.Mode != HostMode.Suspending)
            {
                throw new HostViolationException("An invocation suspended although its host keeps parked invocations.");
            }

            phase.Suspend(current.HasChanges);
            return null;
        }
    }

    private void BeginRun(string? input)
    {
        var now = host.Clock.GetUtcNow();
        journal.Log.Ended(ExecutionStatus.ContinuedAsNew, payload: null, error: null, now);
        journal.BeginRun();
        current.BeginRun();
        timer.BeginRun();
        execution.BeginRun(input);
        journal.Log.Started(input, now, timer.Limit, execution.TenantId);
    }

    /// <summary>Only where every park ends the invocation, as on the wire.</summary>
    private void LogInvocation(InvocationOutcome outcome, CheckpointLane lane)
    {
        if (host.Options.Mode == HostMode.Suspending)
        {
            var crash = lane is { IsDead: true, IsDraining: false } && !phase.IsEndedFromOutside ? new DurableError("Runtime.ExitError", outcome.Fault?.Message ?? "The process died.") : null;
            journal.Log.InvocationEnded(RequestId, current.StartTimestamp, crash, host.Clock.GetUtcNow());
        }
    }

    private ExecutionReport ReportOf(InvocationOutcome outcome) => new()
    {
        Status = outcome.Kind switch
        {
            InvocationOutcomeKind.Succeeded => ExecutionStatus.Succeeded,
            InvocationOutcomeKind.Failed => ExecutionStatus.Failed,
            InvocationOutcomeKind.Canceled => ExecutionStatus.Canceled,
            _ => ExecutionStatus.Blocked,
        },
        Payload = outcome.Payload,
        Error = outcome.Error,
        Fault = outcome.Fault,
        Operations = [.. journal.Entries],
        Updates = [.. journal.Updates],
        Invocations = current.Count,
    };

    /// <summary>The report of an execution that was ended from outside, or whose time was up while its process was down; null else.</summary>
    private ExecutionReport? TakeEndFromOutside()
    {
        lock (gate)
        {
            return phase.TakeEnd(timer.Overdue) is not var (status, error) ? null : new ExecutionReport
            {
                Status = status,
                Error = error,
                Operations = [.. journal.Entries],
                Updates = [.. journal.Updates],
                Invocations = current.Count,
            };
        }
    }

    private void Finish(ExecutionReport report)
    {
        if (report.Status != ExecutionStatus.Blocked)
        {
            lock (gate)
            {
                journal.Log.Ended(report.Status, report.Payload, report.Error, host.Clock.GetUtcNow());
            }
        }

        Finish(InvokedEnd.Of(report), () => phase.End(report));
    }

    private void Finish(InvokedEnd? end, Action endPhase)
    {
        // Before it looks ended itself, so that the host never looks at rest in between.
        execution.OnEnding(end);
        lock (gate)
        {
            timer.Stop();
            endPhase();
            execution.OnQuietStand();
        }

        host.OnQuiet();
    }
}
