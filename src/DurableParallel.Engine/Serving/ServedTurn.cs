using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Operations;
using DurableParallel.Engine.Turns;
using DurableParallel.Records;

namespace DurableParallel.Engine.Serving;

/// <summary>
/// A run of an execution whose function runs in a process of its own, from the moment it has something to do until it only
/// waits. At most one invocation is in flight, and every park ends it.
/// </summary>
internal sealed partial class ServedTurn(ITurnOwner execution, TurnServices services, EngineServing serving) : ExecutionTurn
{
    private readonly TaskCompletionSource _gone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SortedSet<int> _changed = [];
    private readonly HeldEnds _held = new();
    private readonly ServedRecords _records = new(execution);
    private ServedOperations _operations = null!;
    private CheckpointTokens _tokens = new();
    private ServedInvocation? _invocation;
    private bool _hasCompletions;
    private bool _isResumed;

    public override bool IsInProcess => false;

    public override bool TakesSignals => _operations is not null && !IsClosed;

    /// <summary>Takes up what happened while nobody looked, and invokes the function if there is a reason to.</summary>
    public override void Begin()
    {
        try
        {
            if (Load())
            {
                TakeUp(TakeEndedInvokes());
            }
        }
        catch (EngineStoppedException)
        {
            // The next engine finds everything as it is on record, and takes it up.
        }
        catch (Exception fault)
        {
            execution.Block(fault is OutOfMemoryException ? BlockedReason.TooLarge : BlockedReason.Unreadable, fault.Message, fault);
        }

        // A process of its own does the work, so it takes no place here.
        services.Admission.Release();
    }

    /// <summary>It looks what is due at each checkpoint and when its invocation has ended.</summary>
    public override void OnDue(long now)
    {
    }

    public override void OnDelayDurable(int ordinal)
    {
    }

    /// <summary>Its process goes on by itself, and is refused when it asks for something.</summary>
    public override void Abort(Exception fault)
    {
    }

    public override void EndInvoke(OperationId position, EndedRecord ended)
    {
        if (IsClosed || _operations?.Find(position) is not { } invoke)
        {
            return;
        }

        if (_invocation is not null)
        {
            _held.Add(invoke, ended);
            return;
        }

        try
        {
            EndInvoke(invoke, ended);
        }
        catch (EngineStoppedException)
        {
            // The next engine finds the end when it takes up the open invokes.
        }
    }

    public override OperationRecord? FindCallback(OperationId position) => FindOpenCallback(position)?.Record;

    public override bool TrySignal(OperationId position, CallbackSignal signal)
    {
        var now = services.Clock.Now();
        if (FindOpenCallback(position) is not { } operation || operation.DueBy(services.Clock) <= services.Clock.Running())
        {
            return false;
        }

        if (signal.IsVoidFor(operation.Record))
        {
            execution.OnSignalDurable(signal);
            return true;
        }

        if (execution.FailIfTooLarge(signal.Length))
        {
            return false;
        }

        var change = signal.ChangeOf(operation.Ordinal, now - execution.CreatedAt);
        if (_invocation is not null && OperationRules.IsEnd(change.Action))
        {
            Hold(change, now, () => execution.OnSignalDurable(signal));
            return true;
        }

        Change(operation, change, now, () => execution.OnSignalDurable(signal));
        if (operation.Record.IsEnded)
        {
            Tell(operation);
        }

        return true;
    }

    protected override void OnClosed()
    {
        if (_invocation is { } invocation)
        {
            _invocation = null;
            invocation.Close();
            serving.OnInvocationClosed();
        }
    }

    public override void Abandon(Exception fault)
    {
        Close();
        if (_gone.TrySetException(fault))
        {
            // Looked at by whoever waits, if somebody does.
            _ = _gone.Task.Exception;
        }
    }

    private ServedOperation? FindOpenCallback(OperationId position) =>
        !IsClosed
        && _operations.Find(position) is { Record: { Type: OperationType.Callback, IsEnded: false }, IsBelowEnded: false } operation
        && !_held.IsHeld(operation)
            ? operation
            : null;

    private bool Load()
    {
        lock (execution.Gate)
        {
            if (IsClosed)
            {
                return false;
            }

            var records = execution.LoadRecords().Span;
            _records.Bytes = records.Length;
            _operations = ServedOperations.Load(records, execution.TakeTold(out _, out _isResumed));
            _changed.UnionWith(_operations.Untold);
            execution.LookAgain();
            return true;
        }
    }

    private List<(ServedOperation Invoke, EndedRecord Ended)> TakeEndedInvokes()
    {
        List<ServedOperation> open;
        lock (execution.Gate)
        {
            open = [.. _operations.Pending().Where(static operation => operation.Record.Type == OperationType.ChainedInvoke)];
        }

        return
        [
            .. from invoke in open
               let ended = execution.TakeUpInvoke(invoke.Position, invoke.Record.Invoke!, _ => invoke.Input)
               where ended is not null
               select (invoke, ended),
        ];
    }

    private void TakeUp(List<(ServedOperation Invoke, EndedRecord Ended)> invokes)
    {
        lock (execution.Gate)
        {
            if (IsClosed)
            {
                return;
            }

            foreach (var (invoke, ended) in invokes)
            {
                EndInvoke(invoke, ended);
            }

            var now = services.Clock.Now();
            foreach (var ordinal in _operations.Held)
            {
                _records.AppendMark(ordinal, now);
            }

            foreach (var (operation, again) in TakenUpOperations.Of(_operations, services.Clock, execution.CreatedAt, execution.HasSleptEnough))
            {
                Change(operation, again, now);
            }

            EndDue(now);
            if (_operations.NeedsInvocation || _operations.HasUntold || _changed.Count > 0)
            {
                Invoke();
            }
            else
            {
                execution.EndTurn(this, new Rest(_operations.NextDue(services.Clock), IsSuspended: _isResumed));
            }
        }
    }

    // Whoever completed the callback is answered when that is durable, and not only when it takes effect.
    private void Hold(in OperationChange callbacksEnd, long now, Action onDurable)
    {
        _records.Append(callbacksEnd, now, onDurable);
        _records.AppendMark(callbacksEnd.Ordinal, now);
        _held.Add(callbacksEnd);
    }

    /// <summary>What has ended from outside while the invocation was in flight takes effect.</summary>
    /// <param name="now">The time.</param>
    /// <param name="isMarked">Whether the last record says so of callbacks: that of the invocation's end.</param>
    private void TakeHeld(long now, bool isMarked)
    {
        foreach (var end in _held.TakeCallbacks())
        {
            if (!isMarked)
            {
                _records.AppendMark(end.Ordinal, now);
            }

            Tell(_operations.Apply(wireId: null, end));
        }

        foreach (var (invoke, ended) in _held.TakeInvokes())
        {
            EndInvoke(invoke, ended);
        }

        if (!IsClosed)
        {
            EndDue(now);
        }
    }

    private void EndDue(long now)
    {
        var running = services.Clock.Running();
        foreach (var operation in _operations.Pending().Where(operation => operation.DueBy(services.Clock) <= running).OrderBy(static operation => operation.Record.DueTimestamp).ToList())
        {
            var record = operation.Record;
            if (record.Type == OperationType.Step)
            {
                // Nothing is recorded of it: that the time is past shows again whenever the records are read.
                _operations.Replace(operation, record with { Status = OperationStatus.Ready, DueTimestamp = null });
            }
            else
            {
                Change(operation, new Delay(operation.Position, record, now).EndAt(now - execution.CreatedAt), now);
            }

            Tell(operation);
        }
    }

    private void EndInvoke(ServedOperation invoke, EndedRecord ended)
    {
        if (IsClosed || !invoke.IsPending || invoke.IsBelowEnded)
        {
            return;
        }

        if (execution.FailIfTooLarge(WriteBudget.CostOf(ended.Payload)))
        {
            return;
        }

        var now = services.Clock.Now();
        Change(invoke, InvokeEnd.ChangeOf(invoke.Ordinal, InvokeEnd.Of(invoke.Record, ended), now - execution.CreatedAt), now);
        Tell(invoke);
    }

    /// <summary>Something has come from outside that the function is to hear of.</summary>
    private void Tell(ServedOperation operation)
    {
        _changed.Add(operation.Ordinal);
        _hasCompletions = true;
    }

    private void Change(ServedOperation operation, in OperationChange change, long now, Action? onDurable = null)
    {
        _records.Append(change, now, onDurable);
        _operations.Apply(operation.WireId, change);
    }

    private OperationView View(ServedOperation operation) => new(
        operation.WireId,
        operation.Parent?.WireId,
        operation.Record,
        operation.Record.Type == OperationType.Callback ? new CallbackId(execution.Name, operation.Position).ToString() : null);
}
