using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Operations;
using DurableParallel.Engine.Turns;
using DurableParallel.Records;
using DurableParallel.Running;

namespace DurableParallel.Engine.Executions;

/// <content>
/// What the outside does to callbacks: recorded by the turn if there is one, else here, from what is on
/// record. All of it happens under the gate, so that of two who complete one callback only the first finds it open.
/// </content>
internal sealed partial class Execution
{

    private enum SignalAnswer
    {
        Taken,

        /// <summary>There is no such callback, or it is not open.</summary>
        Refused,

        /// <summary>It shows only when something has changed.</summary>
        Later,
    }

    /// <summary>Does something to a callback; the task completes when that is durable.</summary>
    /// <exception cref="CallbackClosedException">The callback has ended.</exception>
    /// <exception cref="CallbackNotFoundException">There is no such callback.</exception>
    /// <exception cref="PayloadRefusedException">The result is not what the function awaits.</exception>
    public async Task SignalAsync(CallbackId id, CallbackSignal signal, CancellationToken cancellationToken)
    {
        if (signal.Unchecked is { } result)
        {
            Expect(id.Operation)?.Require(result);
        }

        var cost = WriteBudget.CostOf(signal.Length);
        while (true)
        {
            // Given back before it waits for something else, which may itself wait for room.
            await _services.Budget.TakeAsync(cost, cancellationToken).ConfigureAwait(false);
            Task changed;
            try
            {
                if (TryTakeSignal(id, signal, out changed))
                {
                    break;
                }
            }
            finally
            {
                _services.Budget.Return(cost);
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        await signal.Durable.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Takes a signal, or gives the task of something that has to change before.</summary>
    private bool TryTakeSignal(CallbackId id, CallbackSignal signal, out Task changed)
    {
        changed = Task.CompletedTask;
        lock (this)
        {
            if (_services.Gone is not null)
            {
                throw _services.Gone;
            }

            if (_phase == ExecutionPhase.Blocked && IsNotHeld)
            {
                throw BlockedBy!.ExceptionFor(this);
            }

            switch (Signal(id.Operation, signal))
            {
                case SignalAnswer.Taken:
                    return true;
                case SignalAnswer.Refused:
                    throw RefusalOf(id);
                default:
                    Changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                    changed = Changed.Task;
                    return false;
            }
        }
    }

    /// <summary>What a callback's result is read as; null when there is no such callback, it has ended, or that cannot be known.</summary>
    public ExpectedResult? Expect(OperationId id)
    {
        if (_services.Functions.Find(FunctionName, Version) is not { } found || FindCallback(id)?.Callback?.ResultType is not { } type)
        {
            return null;
        }

        return new ExpectedResult(Name, type, found.Function.Serializer, new SerializationContext(this, id));
    }

    private OperationRecord? FindCallback(OperationId id)
    {
        lock (this)
        {
            if (_phase is ExecutionPhase.Creating or ExecutionPhase.Ended || _services.Gone is not null || IsNotHeld)
            {
                return null;
            }

            return Turn is { TakesSignals: true } turn ? turn.FindCallback(id) : RecordedHistory.Read(ReadRecords()).FindOpenCallback(id);
        }
    }

    /// <summary>The callbacks that can be completed, by what is on record.</summary>
    public IReadOnlyList<OpenCallback> ListOpenCallbacks()
    {
        if (IsNotHeld)
        {
            return [];
        }

        var history = RecordedHistory.Read(ReadRecords());
        var now = _services.Clock.Now();
        return history.Ended is not null
            ? []
            : [.. history.OpenCallbacks().Where(open => !(open.Record.DueTimestamp?.ToUnixTimeMilliseconds() <= now)).Select(open => new OpenCallback(
                new CallbackId(Name, open.Id).ToString(),
                open.Record.Name,
                open.Record.StartTimestamp,
                open.Record.DueTimestamp))];
    }

    internal void OnSignalDurable(CallbackSignal signal)
    {
        lock (this)
        {
            Signals?.Remove(signal);
        }

        signal.Complete();
    }

    /// <summary>Something has changed that a signal may wait for.</summary>
    internal void LookAgain()
    {
        lock (this)
        {
            Changed?.TrySetResult();
            Changed = null;
        }
    }

    private SignalAnswer Signal(OperationId id, CallbackSignal signal)
    {
        var isTaken = false;
        switch (_phase)
        {
            case ExecutionPhase.Creating or ExecutionPhase.Ended:
                return SignalAnswer.Refused;
            case ExecutionPhase.Ending:
                return SignalAnswer.Later;
        }

        (Signals ??= []).Add(signal);
        if (Turn is { TakesSignals: true } turn)
        {
            isTaken = turn.TrySignal(id, signal);
        }
        else if (Turn is null && InFlight == 0)
        {
            isTaken = TrySignalAsleep(id, signal);
        }
        else
        {
            Signals.Remove(signal);
            return SignalAnswer.Later;
        }

        if (!isTaken)
        {
            Signals.Remove(signal);
        }

        return isTaken ? SignalAnswer.Taken : SignalAnswer.Refused;
    }

    private bool TrySignalAsleep(OperationId id, CallbackSignal signal)
    {
        var history = RecordedHistory.Read(ReadRecords());
        var now = _services.Clock.Now();
        if (history.FindOpenCallback(id) is not { } callback || callback.DueTimestamp?.ToUnixTimeMilliseconds() <= now)
        {
            return false;
        }

        if (signal.IsVoidFor(callback))
        {
            OnSignalDurable(signal);
            return true;
        }

        if (FailIfTooLarge(signal.Length))
        {
            return false;
        }

        var change = signal.ChangeOf(history.OrdinalOf(id), now - CreatedAt);
        var after = OperationStateMachine.Next(callback, callback.Type, null, null, change, CreatedAt);
        history.Replace(id, after);
        var buffer = Scratch();
        OperationCodec.Write(buffer, change);
        Append(buffer.Written, new SignalledAsleep(this, signal, after.IsEnded ? null : history.NextDue() ?? NeverDue), now, tag: 0);
        return true;
    }

    private DurableException RefusalOf(CallbackId id)
    {
        if (_phase == ExecutionPhase.Creating)
        {
            return CallbackNotFoundException.NotThere(id);
        }

        return RecordedHistory.Read(ReadRecords()).Find(id.Operation) is { Type: OperationType.Callback } callback
            ? new CallbackClosedException(id.ToString(), Name, callback, _phase == ExecutionPhase.Ended)
            : CallbackNotFoundException.NotThere(id);
    }

    private void FailSignals(Exception fault)
    {
        foreach (var signal in Signals ?? [])
        {
            signal.Fail(fault);
        }

        Signals = null;
        LookAgain();
    }

    /// <param name="execution">The execution, which was not in memory.</param>
    /// <param name="signal">What was done.</param>
    /// <param name="nextDue">When it is to be woken now, if the callback is still open.</param>
    private sealed class SignalledAsleep(Execution execution, CallbackSignal signal, long? nextDue) : ICheckpointWaiter
    {
        public void OnAcknowledged(DateTimeOffset timestamp)
        {
            lock (execution)
            {
                if (nextDue is null)
                {
                    // It is woken for this, and has not slept for what it still waits for.
                    execution._sleepsForDelay = false;
                    execution.Wake();
                }
                else if (execution._phase == ExecutionPhase.Idle)
                {
                    execution.SleepUntil(nextDue.Value, isForDelay: true);
                }
            }

            execution.OnSignalDurable(signal);
        }
    }
}
