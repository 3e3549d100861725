using DurableParallel.Engine;
using DurableParallel.Records;

namespace DurableParallel.Testing.InMemory;

/// <content>How it is ended from outside, by a test or by its time.</content>
internal sealed partial class InMemoryExecution
{
    private readonly DateTimeOffset? _deadline;
    private (ExecutionStatus Status, DurableError Error)? _endFromOutside;

    /// <summary>When it has something to do, or its time is up.</summary>
    private DateTimeOffset? NextDue => _journal.NextDue is { } due && !(_deadline < due) ? due : _deadline;

    private bool IsOverdue => _deadline <= _host.Clock.GetUtcNow();

    /// <summary>Ends it as stopped: its tokens are signalled, and nothing of it is recorded any more. Nothing, if it has ended.</summary>
    public void Stop(DurableError? error = null) =>
        EndFromOutside(ExecutionStatus.Stopped, error ?? new DurableError("Execution.Stopped", "The execution was stopped by a request from outside."));

    private void TimeOut() =>
        EndFromOutside(ExecutionStatus.TimedOut, new DurableError("Execution.TimedOut", "The execution's time was up."));

    private DateTimeOffset? DeadlineOf(DurableFunction function, TimeSpan? timeout)
    {
        var seconds = timeout is { } limit ? DurationRule.ToWholeSeconds(limit, nameof(timeout)) : function.ExecutionTimeoutSeconds;
        return seconds > 0 ? _startTimestamp.AddSeconds(seconds) : null;
    }

    private void EndFromOutside(ExecutionStatus status, DurableError error)
    {
        CheckpointLane? lane;
        IRunningInvocation? invocation;
        bool wasBlocked;
        lock (_lock)
        {
            wasBlocked = _state == DriverState.Ended && IsBlocked;
            if (_endFromOutside is not null || (_state == DriverState.Ended && !wasBlocked))
            {
                return;
            }

            _endFromOutside = (status, error);
            (lane, invocation) = (_lane, _invocation);

            // Under the lock, so that no batch of it becomes durable after its end.
            lane?.Kill();
            if (wasBlocked)
            {
                _report = NewSource<ExecutionReport>();
                _state = DriverState.Live;
            }

            _wakeUp.TrySetResult();
            _restart.TrySetResult();
        }

        invocation?.Abort(new OperationCanceledException($"The execution '{Name}' ended as {status}."));
        if (wasBlocked)
        {
            Begin();
        }
    }

    /// <summary>The report of an execution that was ended from outside, or whose time was up while its process was down; null else.</summary>
    private ExecutionReport? TakeEndFromOutside()
    {
        lock (_lock)
        {
            if (_endFromOutside is null && IsOverdue)
            {
                _endFromOutside = (ExecutionStatus.TimedOut, new DurableError("Execution.TimedOut", "The execution's time was up."));
            }

            return _endFromOutside is not var (status, error) ? null : new ExecutionReport
            {
                Status = status,
                Error = error,
                Operations = [.. _journal.Entries],
                Updates = [.. _journal.Updates],
                Invocations = _invocations,
            };
        }
    }
}
