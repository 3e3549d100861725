using DurableParallel.Engine.Journal.Log;
using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Running;

namespace DurableParallel.Engine.Turns;

/// <content>From the records to an invocation, and from its outcome back to the execution.</content>
internal sealed partial class LiveExecution
{
    private List<OperationId>? _updated;
    private bool _isResumed;
    private DurableFunction? _function;
    private string? _input;

    /// <summary>Reads what is on record, records what has to be known before the function runs, and then runs it.</summary>
    public void Begin()
    {
        try
        {
            if (_services.Functions.FindOrWait(_execution) is not { } found)
            {
                _execution.BlockMissing();
                LeavePlace();
                return;
            }

            _function = found.Function;
            _execution.Settle(found);
            var toldLength = _execution.TakeTold(out _updated, out _isResumed);
            if (!_execution.TryReadFreshInput(out _input))
            {
                var records = _execution.LoadRecords();
                _recordBytes = records.Length;
                _history = RecordedHistory.Read(records);
                if (_history.EndedIn(Math.Min(toldLength, records.Length)) is { } ended)
                {
                    (_updated ??= []).AddRange(ended);
                }

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
            _execution.Block(fault is OutOfMemoryException ? BlockedReason.TooLarge : BlockedReason.Unreadable, fault.Message, fault);
            LeavePlace();
        }
    }

    /// <summary>What was due while nobody ran, and the mark that it runs again. Returns whether there is something to wait for.</summary>
    private bool RecordPrelude()
    {
        List<Delay>? over = null;
        lock (_execution.Gate)
        {
            LearnCallbacks();
            if (_history is not null)
            {
                TakeUpDelays(_history, ref over);
            }

            TakeUpOpenInvokes();
            ArmDue();
        }

        var ended = TakeEndedInvokes();
        var needsMark = _execution.TakeBegunMark();
        if (over is null && ended is null && !needsMark)
        {
            return false;
        }

        var prelude = new Prelude(this, (over?.Count ?? 0) + (ended?.Count ?? 0) + (needsMark ? 1 : 0));
        foreach (var delay in over ?? [])
        {
            (_updated ??= []).Add(delay.Id);
            EndDelay(delay, new PreludeWait(prelude, delay));
        }

        foreach (var (id, record) in ended ?? [])
        {
            (_updated ??= []).Add(id);
            RecordEndOfInvoke(id, record, new PreludeInvoke(prelude, id, record));
        }

        if (needsMark)
        {
            MarkBegun(prelude);
        }

        FreePlaceIfClosed();
        return true;
    }

    private void TakeUpDelays(RecordedHistory history, ref List<Delay>? over)
    {
        var delays = new TakenUpDelays(_services.Clock, _execution.CreatedAt, _execution.HasSleptEnough).Of(history.Delays()).ToList();
        var now = _services.Clock.Running();
        foreach (var (delay, again) in delays)
        {
            if (again is { } change)
            {
                var buffer = Scratch();
                OperationCodec.Write(buffer, change);
                Append(buffer, waiter: null, _services.Clock.Now());
            }

            SortOut(delay, now, ref over);
        }
    }

    private void SortOut(Delay delay, long now, ref List<Delay>? over)
    {
        if (delay.IsRetry)
        {
            (_attempts ??= [])[delay.Id] = delay.Record.Attempt;
        }
        else if (_callbacks?.Find(delay.Id) is { } callback)
        {
            callback.Record = delay.Record;
            callback.Limit = delay;
        }

        if (delay.Due > now)
        {
            (_delays ??= new DelayQueue()).Add(delay);
        }
        else if (delay.IsRetry)
        {
            (_updated ??= []).Add(delay.Id);
            _history!.Replace(delay.Id, delay.Record with { Status = OperationStatus.Ready, DueTimestamp = null });
        }
        else
        {
            (over ??= []).Add(delay);
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
            _isMarkedBegun = !_isClosed;
            _execution.Begun += _isMarkedBegun ? 1 : 0;
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
            Execution = _execution,
            StartTimestamp = DateTimeOffset.FromUnixTimeMilliseconds(_execution.CreatedAt),
            Input = _input,
            History = _history is null ? EmptyHistory.Instance : _history,
            RecordedOperations = _history?.Count ?? 0,
            WatchedLimits = DurableLimits.Aws,
            Checkpoints = this,
            Host = this,
            Scheduler = _services.Scheduler,
            Clock = _services.TimeProvider,
            Logger = _services.Functions.Loggers.Of(_execution.FunctionName),
            IsResumed = _isResumed,
            UpdatedOperations = (IReadOnlyCollection<OperationId>?)_updated ?? [],
            Services = _services.FunctionServices,
        });
        List<(OperationId Id, OperationRecord Record)>? undelivered;
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

        undelivered?.ForEach(news => Deliver(news.Id, news.Record));

        SyncParked();
        Observe();
    }

    /// <summary>Once for the end of the launch and once for that of the invocation: whichever comes last takes the outcome.</summary>
    private void Observe()
    {
        if (Interlocked.Increment(ref _ends) < 2)
        {
            return;
        }

        var outcome = _outcome;
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

        _execution.Block(BuildFaults.IsUnreadable(fault) ? BlockedReason.Unreadable : BlockedReason.Drift, fault.Message, fault);
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
            prelude.Live._history!.Replace(delay.Id, delay.Ended(timestamp));
            prelude.OnAcknowledged(timestamp);
        }
    }
}
