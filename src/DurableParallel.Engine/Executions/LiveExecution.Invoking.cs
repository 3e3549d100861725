using DurableParallel.Checkpoints;
using DurableParallel.Engine.Journal;
using DurableParallel.Hosting;
using DurableParallel.Replay;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Engine.Executions;

/// <content>From the records to an invocation, and from its outcome back to the execution.</content>
internal sealed partial class LiveExecution
{
    private DurableFunction? _function;
    private string? _input;

    /// <summary>Reads what is on record, records what has to be known before the function runs, and then runs it.</summary>
    public void Begin()
    {
        try
        {
            _function = _services.Functions.FindOrWait(_execution);
            if (_function is null)
            {
                LeavePlace();
                _execution.BlockMissing();
                return;
            }

            if (!_execution.TryReadFreshInput(out _input))
            {
                var records = _execution.LoadRecords();
                _recordBytes = records.Length;
                _history = RecordedHistory.Read(records);
                _lastOrdinal = _history.LastOrdinal;
                _input = _history.Created.Input;
            }

            if (!RecordPrelude())
            {
                Launch();
            }
        }
        catch (Exception fault)
        {
            LeavePlace();
            _services.Logger.LogError(fault, "The execution {Execution} cannot be read and is blocked.", _execution.Name);
            _execution.Block(BlockedReason.Drift, fault.Message, fault);
        }
    }

    /// <summary>What was due while nobody ran, and the mark that it runs again. Returns whether there is something to wait for.</summary>
    private bool RecordPrelude()
    {
        var now = _services.Clock.Now();
        List<Delay> over = [];
        lock (_execution.Gate)
        {
            foreach (var delay in _history?.Delays() ?? [])
            {
                SortOut(delay, now, over);
            }

            ArmDue();
        }

        var needsMark = _execution.TakeBegunMark();
        if (over.Count == 0 && !needsMark)
        {
            return false;
        }

        var prelude = new Prelude(this, over.Count + (needsMark ? 1 : 0));
        foreach (var delay in over)
        {
            EndWait(delay, new PreludeWait(prelude, delay));
        }

        if (needsMark)
        {
            MarkBegun(prelude);
        }

        FreePlaceIfClosed();
        return true;
    }

    private void SortOut(Delay delay, long now, List<Delay> over)
    {
        if (!delay.IsWait)
        {
            (_attempts ??= [])[delay.Id] = delay.Record.Attempt;
        }

        if (delay.Due > now)
        {
            _delays.Add(delay);
        }
        else if (delay.IsWait)
        {
            over.Add(delay);
        }
        else
        {
            _history!.Replace(delay.Id, delay.Record with { Status = OperationStatus.Ready, DueTimestamp = null });
        }
    }

    private void MarkBegun(Prelude prelude)
    {
        lock (_execution.Gate)
        {
            if (_isClosed)
            {
                return;
            }

            var now = _services.Clock.Now();
            var buffer = Scratch();
            RecordCodec.WriteMark(buffer, RecordKind.Begun, now - _execution.CreatedAt);
            Append(buffer, prelude, now);
            _isMarkedBegun = true;
            _execution.Begun++;
        }
    }

    // Ended from outside meanwhile, it may have nothing on its way that would still launch it.
    private void FreePlaceIfClosed()
    {
        bool isClosed;
        lock (_execution.Gate)
        {
            isClosed = _isClosed;
        }

        if (isClosed)
        {
            LeavePlace();
        }
    }

    private void Launch()
    {
        bool isClosed;
        lock (_execution.Gate)
        {
            isClosed = _isClosed || _services.IsStopping;
        }

        if (isClosed)
        {
            LeavePlace();
            return;
        }

        var invocation = Invocation.Start(new InvocationRequest
        {
            Function = _function!,
            ExecutionName = _execution.Name,
            ExecutionArn = _execution.Arn,
            StartTimestamp = DateTimeOffset.FromUnixTimeMilliseconds(_execution.CreatedAt),
            Input = _input,
            History = _history is null ? EmptyHistory.Instance : _history,
            Checkpoints = this,
            Host = this,
            Scheduler = _services.Scheduler,
            Logger = _services.FunctionLogger,
        });
        List<(OperationId Id, Protocol.OperationRecord Record)>? undelivered;
        lock (_execution.Gate)
        {
            Volatile.Write(ref _invocation, invocation);
            (undelivered, _undelivered) = (_undelivered, null);
            isClosed = _isClosed;
        }

        if (isClosed)
        {
            LeavePlace();
            invocation.Abort(new EngineStoppedException($"The execution '{_execution.Name}' was ended while it began."));
            return;
        }

        foreach (var (id, record) in undelivered ?? [])
        {
            Deliver(id, record);
        }

        SyncParked();
        _ = ObserveAsync(invocation);
    }

    private async Task ObserveAsync(Invocation invocation)
    {
        var outcome = await invocation.Completion.ConfigureAwait(false);
        switch (outcome.Kind)
        {
            case InvocationOutcomeKind.Succeeded:
                _execution.End(ExecutionStatus.Succeeded, outcome.Payload, error: null);
                break;
            case InvocationOutcomeKind.Failed:
                _execution.End(ExecutionStatus.Failed, payload: null, outcome.Error);
                break;
            case InvocationOutcomeKind.Suspended:
                _execution.OnSuspended(this);
                break;
            default:
                OnFaulted(outcome.Fault!);
                break;
        }

        // Last, so that an engine never looks at rest while an outcome is on its way to the journal.
        LeavePlace();
        _isObserved = true;
        EndEviction();
    }

    private void OnFaulted(Exception fault)
    {
        lock (_execution.Gate)
        {
            if (_isClosed)
            {
                return;
            }
        }

        _services.Logger.LogError(fault, "The execution {Execution} is blocked.", _execution.Name);
        _execution.Block(BlockedReason.Drift, fault.Message, fault);
    }

    /// <summary>Counts what must be durable before the function runs; the last of it launches.</summary>
    private sealed class Prelude(LiveExecution live, int count) : ICheckpointWaiter, IThreadPoolWorkItem
    {
        private int _left = count;

        public LiveExecution Live => live;

        public void OnAcknowledged(DateTimeOffset timestamp)
        {
            if (--_left == 0)
            {
                live._services.Scheduler.Queue(this);
            }
        }

        public void Execute() => live.Launch();
    }

    private sealed class PreludeWait(Prelude prelude, Delay delay) : ICheckpointWaiter
    {
        public void OnAcknowledged(DateTimeOffset timestamp)
        {
            prelude.Live._history!.Replace(delay.Id, delay.Record with { Status = OperationStatus.Succeeded, EndTimestamp = timestamp });
            prelude.OnAcknowledged(timestamp);
        }
    }
}
