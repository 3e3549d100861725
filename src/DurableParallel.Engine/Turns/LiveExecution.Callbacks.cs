using DurableParallel.Engine.Executions;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Operations;
using DurableParallel.Records;
using DurableParallel.Running;

namespace DurableParallel.Engine.Turns;

/// <content>Callbacks, while the execution is in memory.</content>
internal sealed partial class LiveExecution
{
    private PendingCallbacks? _callbacks;
    private bool _knowsCallbacks;

    /// <summary>Whether <see cref="TrySignal"/> can tell which callbacks are open. The caller holds the gate.</summary>
    public bool TakesSignals => _knowsCallbacks && !_isClosed;

    /// <summary>A callback that is open. The caller holds the gate.</summary>
    public OperationRecord? FindCallback(OperationId id) => _callbacks?.Find(id)?.Record;

    /// <summary>Records what the outside does to a callback. False when the callback is not open. The caller holds the gate.</summary>
    public bool TrySignal(OperationId id, CallbackSignal signal)
    {
        var now = _services.Clock.Now();
        if (_callbacks?.Find(id) is not { } callback || callback.Limit?.Due <= _services.Clock.Running())
        {
            return false;
        }

        if (signal.IsVoidFor(callback.Record))
        {
            _execution.OnSignalDurable(signal);
            return true;
        }

        if (_execution.FailIfTooLarge(signal.Length))
        {
            return false;
        }

        // First, as there may be no memory for it.
        var change = signal.ChangeOf(callback.Id.HostKey, now - _execution.CreatedAt);
        var buffer = Scratch();
        OperationCodec.Write(buffer, change);
        _recordBytes += buffer.Length;
        callback.Record = OperationStateMachine.Next(callback.Record, callback.Record.Type, null, null, change, _execution.CreatedAt);
        var next = Renew(callback);
        if (next is null)
        {
            _callbacks.Remove(id);
        }
        else
        {
            (_delays ??= new DelayQueue()).AddUnacknowledged(change.Ordinal, next);
        }

        // Not by Append: what comes from outside does not show that the execution has got anywhere.
        RecordHandOver.AppendOrRefuse(_execution, _services, buffer.Written, new Signalled(this, callback, signal), now, next is null ? 0 : change.Ordinal);
        return true;
    }

    /// <summary>A callback was created. Returns what ends it by itself, or null.</summary>
    private Delay? OpenCallback(OperationId id, OperationRecord record)
    {
        var callback = new PendingCallback(id, record);
        (_callbacks ??= new PendingCallbacks()).Add(callback);
        return Renew(callback);
    }

    /// <summary>What is open by what is on record. The caller holds the gate.</summary>
    private void LearnCallbacks()
    {
        foreach (var (id, record) in _history?.OpenCallbacks() ?? [])
        {
            (_callbacks ??= new PendingCallbacks()).Add(new PendingCallback(id, record));
        }

        _knowsCallbacks = true;
        _execution.LookAgain();
    }

    private Delay? Renew(PendingCallback callback)
    {
        if (callback.Limit is { } before)
        {
            _delays!.MakeVoid(before);
        }

        callback.Limit = callback.Record is { IsEnded: false, DueTimestamp: { } due }
            ? new Delay(callback.Id, callback.Record, _services.Clock.DueOf(due.ToUnixTimeMilliseconds()))
            : null;
        return callback.Limit;
    }

    private sealed class Signalled(LiveExecution live, PendingCallback callback, CallbackSignal signal) : ICheckpointWaiter
    {
        private readonly OperationRecord _after = callback.Record;

        public void OnAcknowledged(DateTimeOffset timestamp)
        {
            if (_after.IsEnded)
            {
                live.Deliver(callback.Id, _after);
            }

            live._execution.OnSignalDurable(signal);
        }
    }
}
