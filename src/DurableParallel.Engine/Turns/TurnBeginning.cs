using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Operations;
using DurableParallel.Records;
using DurableParallel.Running;

namespace DurableParallel.Engine.Turns;

/// <summary>
/// The beginning of a turn in this process: takes up what is on record, records what has to be known before the function runs,
/// and then has it run. Gone when it does.
/// </summary>
internal sealed class TurnBeginning(InProcessTurn turn, ITurnOwner execution, TurnServices services, TurnRecorder recorder) : ICheckpointWaiter, IThreadPoolWorkItem
{
    private readonly InProcessTurn _turn = turn;
    private readonly ITurnOwner _execution = execution;
    private readonly TurnServices _services = services;
    private readonly TurnRecorder _recorder = recorder;
    private DurableFunction? _function;
    private string? _input;
    private RecordedHistory? _history;
    private List<OperationId>? _updated;
    private List<OperationChange>? _canceled;
    private bool _isResumed;

    // What must be durable before the function runs; the last of it launches.
    private int _unacknowledged;

    /// <summary>Reads what is on record, records what has to be known before the function runs, and then runs it.</summary>
    public void Begin()
    {
        try
        {
            if (_execution.FindFunction() is not { } found)
            {
                _execution.BlockMissing();
                _turn.LeavePlace();
                return;
            }

            _function = found.Function;
            _execution.Settle(found);
            Read();
            if (!RecordPrelude())
            {
                Execute();
            }
        }
        catch (Exception fault)
        {
            _execution.Block(fault is OutOfMemoryException ? BlockedReason.TooLarge : BlockedReason.Unreadable, fault.Message, fault);
            _turn.LeavePlace();
        }
    }

    public void OnAcknowledged(DateTimeOffset timestamp)
    {
        if (--_unacknowledged == 0)
        {
            _services.Scheduler.Queue(this);
        }
    }

    /// <summary>Everything that had to be is durable.</summary>
    public void Execute()
    {
        // Read once: it is guarded by a lock.
        var terms = _execution.Terms;
        _turn.Launch(new InvocationRequest
        {
            Function = _function!,
            Execution = terms?.Run is null ? _execution : new RunIdentity(_execution),
            RunNumber = terms?.Run?.Number ?? 1,
            StartTimestamp = DateTimeOffset.FromUnixTimeMilliseconds(terms?.BeganAt ?? _execution.CreatedAt),
            Input = _input,
            History = _history is null ? EmptyHistory.Instance : _history,
            RecordedOperations = _history?.Count ?? 0,
            WatchedLimits = DurableLimits.Aws,
            StartedFrom = terms?.StartedFrom,
            Checkpoints = _recorder,
            Host = _turn,
            Scheduler = _services.Scheduler,
            Clock = _services.TimeProvider,
            Logger = _services.Loggers.Of(_execution.FunctionName),
            IsResumed = _isResumed,
            UpdatedOperations = (IReadOnlyCollection<OperationId>?)_updated ?? [],
            Services = _services.FunctionServices,
            Cancel = _history?.Cancel is { } cancel ? new RequestedCancel(cancel.Reason) : null,
        });
    }

    private void Read()
    {
        var toldLength = _execution.TakeTold(out _updated, out _isResumed);
        if (_execution.TryReadFreshInput(out _input))
        {
            return;
        }

        var records = _execution.LoadRecords();
        _history = RecordedHistory.Read(records);
        if (_history.EndedIn(Math.Min(toldLength, records.Length)) is { } ended)
        {
            (_updated ??= []).AddRange(ended);
        }

        _recorder.Load(_history, records.Length);
        _input = _history.Created.Input;
    }

    /// <summary>What was due while nothing ran, and the mark that it runs again. Returns whether there is something to wait for.</summary>
    private bool RecordPrelude()
    {
        List<Delay>? over = null;
        lock (_execution.Gate)
        {
            Cancel();
            foreach (var (id, record) in _history?.OpenCallbacks() ?? [])
            {
                _recorder.Waits.TakeUpCallback(id, record);
            }

            _recorder.Waits.TakeUpEvents(_history?.ReadMailbox(), _history?.OpenEventWaits() ?? []);
            _turn.TakeSignals();
            if (_history is not null)
            {
                TakeUpDelays(_history, ref over);
            }

            foreach (var (id, record) in _history?.OpenInvokes() ?? [])
            {
                _recorder.Waits.AddInvoke(id, record);
            }

            _turn.ArmDue();
        }

        // They are told once it is launched.
        _turn.OfferEvents();
        var ended = TakeEndedInvokes();
        var needsMark = _execution.TakeBegunMark();
        if (over is null && ended is null && !needsMark && _canceled is null)
        {
            return false;
        }

        _unacknowledged = (over?.Count ?? 0) + (ended?.Count ?? 0) + (needsMark ? 1 : 0) + (_canceled?.Count ?? 0);
        lock (_execution.Gate)
        {
            foreach (var change in _canceled ?? [])
            {
                _recorder.Append(change, this, _services.Clock.Now());
            }

            foreach (var delay in over ?? [])
            {
                (_updated ??= []).Add(delay.Id);
                _recorder.EndDelay(delay, new PreludeWait(this, delay));
            }

            foreach (var (id, record) in ended ?? [])
            {
                (_updated ??= []).Add(id);
                _recorder.EndInvoke(id, record, new PreludeInvoke(this, id, record));
            }

            if (needsMark)
            {
                _recorder.MarkBegun(this);
            }
        }

        _turn.LeavePlaceIfClosed();
        return true;
    }

    /// <summary>What had begun before the execution was to be canceled ends now, before anything that waits is taken up.</summary>
    private void Cancel()
    {
        var now = _services.Clock.Now();
        foreach (var (id, record) in _history?.ToBeCanceled().ToList() ?? [])
        {
            (_canceled ??= []).Add(new OperationChange { Ordinal = id.HostKey, Action = OperationAction.Cancel, At = now - _execution.CreatedAt });
            (_updated ??= []).Add(id);
            _history!.Replace(id, record with { Status = OperationStatus.Canceled, EndTimestamp = DateTimeOffset.FromUnixTimeMilliseconds(now), Payload = null, Error = null, DueTimestamp = OperationRules.DueAtEnd(record.Type, record.DueTimestamp) });
        }
    }

    private void TakeUpDelays(RecordedHistory history, ref List<Delay>? over)
    {
        var delays = new TakenUpDelays(_services.Clock, _execution.CreatedAt, _execution.HasSleptEnough).Of(history.Delays()).ToList();
        var now = _services.Clock.Running();
        foreach (var (delay, again) in delays)
        {
            if (again is { } change)
            {
                _recorder.Append(change, waiter: null, _services.Clock.Now());
            }

            _recorder.Waits.TakeUp(delay);
            if (delay.Due > now)
            {
                _recorder.Waits.Add(delay);
            }
            else if (delay.IsRetry)
            {
                (_updated ??= []).Add(delay.Id);
                history.Replace(delay.Id, delay.After());
            }
            else if (!_recorder.Waits.HoldsEvent(delay))
            {
                (over ??= []).Add(delay);
            }
        }
    }

    /// <summary>Starts what is not there although it was invoked, and takes what has ended meanwhile. An end that is told at the same time counts once.</summary>
    private List<(OperationId Id, OperationRecord Record)>? TakeEndedInvokes()
    {
        List<(OperationId, OperationRecord)>? taken = null;
        foreach (var (id, record) in _history?.OpenInvokes() ?? [])
        {
            if (_execution.TakeUpInvoke(id, record.Options!, ReadInputOfInvoke) is not { } ended)
            {
                continue;
            }

            lock (_execution.Gate)
            {
                if (_recorder.Waits.TryTakeInvoke(id, out var added, out var open))
                {
                    (taken ??= []).Add((added, InvokeEnd.Of(open, ended)));
                }
            }
        }

        return taken;
    }

    private string? ReadInputOfInvoke(OperationId id)
    {
        foreach (var bytes in new RecordSequence(_execution.ReadRecords()))
        {
            if (RecordCodec.KindOf(bytes) == RecordKind.Operation
                && OperationCodec.Read(bytes) is { Action: OperationAction.Start } change
                && change.Ordinal == id.HostKey)
            {
                return change.Payload;
            }
        }

        throw RecordReader.Damage($"the invoke {id} has no start");
    }

    private sealed class PreludeWait(TurnBeginning beginning, Delay delay) : ICheckpointWaiter
    {
        public void OnAcknowledged(DateTimeOffset timestamp)
        {
            beginning._history!.Replace(delay.Id, delay.After(timestamp));
            beginning.OnAcknowledged(timestamp);
        }
    }

    private sealed class PreludeInvoke(TurnBeginning beginning, OperationId id, OperationRecord record) : ICheckpointWaiter
    {
        public void OnAcknowledged(DateTimeOffset timestamp)
        {
            beginning._history!.Replace(id, record with { EndTimestamp = timestamp });
            beginning.OnAcknowledged(timestamp);
        }
    }
}
