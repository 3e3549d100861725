using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Operations;
using DurableParallel.Engine.Turns;
using DurableParallel.Records;
using DurableParallel.Running;

namespace DurableParallel.Engine.Executions;

/// <summary>
/// Brings what the outside does to callbacks to their executions: recorded by the turn if there is one, else here, from what
/// is on record. It happens under the execution's gate, so that of two who complete one callback only the first finds it open.
/// </summary>
internal sealed class CallbackSignals(EngineServices services)
{
    private enum Answer
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
    public async Task SignalAsync(Execution execution, CallbackId id, CallbackSignal signal, CancellationToken cancellationToken)
    {
        if (signal.Unchecked is { } result)
        {
            Expect(execution, id.Operation)?.Require(result);
        }

        var cost = WriteBudget.CostOf(signal.Length);
        while (true)
        {
            // Given back before it waits for something else, which may itself wait for room.
            await services.Budget.TakeAsync(cost, cancellationToken).ConfigureAwait(false);
            Task changed;
            try
            {
                if (TryTake(execution, id, signal, out changed))
                {
                    break;
                }
            }
            finally
            {
                services.Budget.Return(cost);
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        await signal.Durable.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What a callback's result is read as; null when there is no such callback, it has ended, or that cannot be known.</summary>
    public ExpectedResult? Expect(Execution execution, OperationId id)
    {
        if (services.Functions.Find(execution.FunctionName, execution.Version) is not { } found || FindOpen(execution, id)?.Options is not CallbackOptions { ResultType: { } type })
        {
            return null;
        }

        return new ExpectedResult(execution.Name, type, found.Function.Serializer, new SerializationContext(execution, id));
    }

    /// <summary>The callbacks that can be completed, by what is on record.</summary>
    public IReadOnlyList<OpenCallback> ListOpen(Execution execution)
    {
        if (execution.IsNotHeld)
        {
            return [];
        }

        var history = RecordedHistory.Read(execution.ReadRecords());
        var now = services.Clock.Now();
        return history.Ended is not null
            ? []
            : [.. history.OpenCallbacks().Where(open => !(open.Record.DueTimestamp?.ToUnixTimeMilliseconds() <= now)).Select(open => new OpenCallback(
                new CallbackId(execution.Name, open.Id).ToString(),
                open.Record.Name,
                open.Record.StartTimestamp,
                open.Record.DueTimestamp))];
    }

    private OperationRecord? FindOpen(Execution execution, OperationId id)
    {
        lock (execution.Gate)
        {
            if (execution.Phase is ExecutionPhase.Creating or ExecutionPhase.Ended || services.Life.Gone is not null || execution.IsNotHeld)
            {
                return null;
            }

            return execution.Turn is { TakesSignals: true } turn ? turn.FindCallback(id) : RecordedHistory.Read(execution.ReadRecords()).FindOpenCallback(id);
        }
    }

    /// <summary>Takes a signal, or gives the task of something that has to change before.</summary>
    private bool TryTake(Execution execution, CallbackId id, CallbackSignal signal, out Task changed)
    {
        changed = Task.CompletedTask;
        lock (execution.Gate)
        {
            if (services.Life.Gone is not null)
            {
                throw services.Life.Gone;
            }

            if (execution is { Phase: ExecutionPhase.Blocked, IsNotHeld: true, BlockedBy: { } block })
            {
                throw block.ExceptionFor(execution);
            }

            switch (Take(execution, id.Operation, signal))
            {
                case Answer.Taken:
                    return true;
                case Answer.Refused:
                    throw RefusalOf(execution, id);
                default:
                    changed = execution.Signals.Changed;
                    return false;
            }
        }
    }

    private Answer Take(Execution execution, OperationId id, CallbackSignal signal)
    {
        switch (execution.Phase)
        {
            case ExecutionPhase.Creating or ExecutionPhase.Ended:
                return Answer.Refused;
            case ExecutionPhase.Ending:
                return Answer.Later;
        }

        var isAtRest = execution.Turn is null && execution.HasNothingInFlight;
        if (!isAtRest && execution.Turn is not { TakesSignals: true })
        {
            return Answer.Later;
        }

        execution.Signals.Add(signal);
        var isTaken = false;
        try
        {
            isTaken = execution.Turn is { } turn ? turn.TrySignal(id, signal) : TrySignalAtRest(execution, id, signal);
        }
        finally
        {
            if (!isTaken)
            {
                execution.WorkOrNull?.Signals?.Remove(signal);
            }
        }

        return isTaken ? Answer.Taken : Answer.Refused;
    }

    private bool TrySignalAtRest(Execution execution, OperationId id, CallbackSignal signal)
    {
        var history = RecordedHistory.Read(execution.ReadRecords());
        var now = services.Clock.Now();
        if (history.FindOpenCallback(id) is not { } callback || callback.DueTimestamp?.ToUnixTimeMilliseconds() <= now)
        {
            return false;
        }

        if (signal.IsVoidFor(callback))
        {
            execution.OnSignalDurable(signal);
            return true;
        }

        if (execution.FailIfTooLarge(signal.Length))
        {
            return false;
        }

        var change = signal.ChangeOf(history.OrdinalOf(id), now - execution.CreatedAt);
        var after = OperationStateMachine.Next(callback, callback.Type, null, null, change, execution.CreatedAt);
        history.Replace(id, after);
        var buffer = RecordBuffer.Scratch();
        OperationCodec.Write(buffer, change);
        execution.AppendOrThrow(buffer.Written, new SignalledAtRest(execution, signal, after.IsEnded, history.NextDue()), now, tag: 0);
        return true;
    }

    private static DurableException RefusalOf(Execution execution, CallbackId id)
    {
        if (execution.Phase == ExecutionPhase.Creating)
        {
            return CallbackNotFoundException.NotThere(id);
        }

        return RecordedHistory.Read(execution.ReadRecords()).Find(id.Operation) is { Type: OperationType.Callback } callback
            ? new CallbackClosedException(id.ToString(), execution.Name, callback, execution.Phase == ExecutionPhase.Ended)
            : CallbackNotFoundException.NotThere(id);
    }

    /// <param name="execution">The execution, which had no turn.</param>
    /// <param name="signal">What was done.</param>
    /// <param name="isEnd">Whether the callback has ended with it.</param>
    /// <param name="nextDue">When the earliest delay is due now; null when there is none.</param>
    private sealed class SignalledAtRest(Execution execution, CallbackSignal signal, bool isEnd, long? nextDue) : ICheckpointWaiter
    {
        public void OnAcknowledged(DateTimeOffset timestamp)
        {
            lock (execution.Gate)
            {
                if (isEnd)
                {
                    // It is woken for this, and has not slept for what it still waits for.
                    execution.Between.OnWokenEarly();
                    execution.Wake();
                }
                else if (execution.Phase == ExecutionPhase.Idle)
                {
                    execution.Sleep(nextDue, isForDelay: true);
                }
            }

            execution.OnSignalDurable(signal);
        }
    }
}
