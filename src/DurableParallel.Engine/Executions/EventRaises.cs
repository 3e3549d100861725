using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Turns;
using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Running;
using DurableParallel.Telemetry;

namespace DurableParallel.Engine.Executions;

/// <summary>
/// Brings events to their executions: each becomes a record of the execution, behind those that came before, whether it runs, is
/// parked, has left memory, waits for its turn or is blocked. Which wait gets it is for the turn to say, when it has one. It
/// happens under the execution's gate, so that of two with one id only the first is recorded.
/// </summary>
/// <param name="services">What the executions share.</param>
/// <param name="journalPath">Where the journal is, for messages.</param>
internal sealed class EventRaises(EngineServices services, string journalPath)
{
    /// <summary>Raises an event; the task completes when it is durable.</summary>
    /// <exception cref="EventRefusedException">The execution does not take it.</exception>
    /// <exception cref="ExecutionNotFoundException">The execution was purged.</exception>
    /// <exception cref="PayloadRefusedException">The value is not what the code waits for.</exception>
    public async Task RaiseAsync(Execution execution, EventSignal signal, CancellationToken cancellationToken)
    {
        if (execution.IsServed)
        {
            throw EventRefusedException.Served(execution.DisplayName, signal.Name);
        }

        RequireReadable(execution, signal);
        var cost = WriteBudget.CostOf(signal.Length);
        Task task;
        while (true)
        {
            // Given back before it waits for something else, which may itself wait for room.
            await services.Budget.TakeAsync(cost, cancellationToken).ConfigureAwait(false);
            try
            {
                if (TryTake(execution, signal, out task))
                {
                    break;
                }
            }
            finally
            {
                services.Budget.Return(cost);
            }

            await task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        await task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Raises the event of an operation, once: it has an id that follows from the operation. Returns at once.</summary>
    /// <param name="source">Whose operation it is.</param>
    /// <param name="id">The operation, whose START is durable.</param>
    /// <param name="target">The execution in which it is raised.</param>
    /// <param name="name">The event's name.</param>
    /// <param name="payload">Its value.</param>
    /// <param name="onRaised">Told how that went, on a thread of the pool; not when the engine is gone before.</param>
    public void RaiseFrom(Execution source, OperationId id, string target, string name, string? payload, Action<DurableError?> onRaised)
    {
        // The number that the journal knows it by: an operation that a retry has forgotten is another one when it runs anew.
        var own = RaisedEvent.OwnId(source.Name, source.CreatedAt, FormattableString.Invariant($"{id.HostKey}"));
        _ = Task.Run(async () =>
        {
            if (await TryRaiseAsync(target, new EventSignal(name, payload, own, TraceParent.Of(source.Arn))).ConfigureAwait(false) is (true, var refusal))
            {
                onRaised(refusal);
            }
        });
    }

    /// <summary>The waits for events that are open, by what is on record.</summary>
    public static IReadOnlyList<OpenEventWait> ListOpen(Execution execution) =>
        ReadOpen(execution) is { } history
            ? [.. history.OpenEventWaits().Select(static open => new OpenEventWait(open.Record.Name!, open.Record.StartTimestamp, open.Record.DueTimestamp))]
            : [];

    /// <summary>The events that no code has taken, by what is on record.</summary>
    public static IReadOnlyList<UnreadEvent> ListUnread(Execution execution) =>
        ReadOpen(execution)?.ReadMailbox() is { } mailbox
            ? [.. mailbox.Unread.OrderBy(static raised => raised.At).Select(static raised => new UnreadEvent(
                raised.Name,
                raised.Id,
                DateTimeOffset.FromUnixTimeMilliseconds(raised.At),
                raised.Payload))]
            : [];

    private static RecordedHistory? ReadOpen(Execution execution) =>
        !execution.IsNotHeld && !execution.IsServed && RecordedHistory.Read(execution.ReadRecords()) is { Ended: null } history ? history : null;

    private async Task<(bool IsOver, DurableError? Refusal)> TryRaiseAsync(string target, EventSignal signal)
    {
        try
        {
            var execution = services.Executions.Find(target) ?? throw ExecutionNotFoundException.NoneOf(target, journalPath);
            await RaiseAsync(execution, signal, CancellationToken.None).ConfigureAwait(false);
            return (true, null);
        }
        catch (Exception gone) when (gone is EngineStoppedException or EngineFaultedException || services.Life.Gone is not null)
        {
            // It is raised again when the execution goes on.
            return (false, null);
        }
        catch (Exception refused)
        {
            return (true, ErrorTrimmer.Trim(new DurableError(TypeOf(refused), refused.Message)));
        }
    }

    private static string TypeOf(Exception refused) => refused switch
    {
        EventRefusedException { Reason: var reason } => $"Event.{reason}",
        ExecutionNotFoundException => "Event.ExecutionNotFound",
        PayloadRefusedException => "Event.ValueRefused",
        _ => "Event.NotTaken",
    };

    // What waits in this process is asked itself; of what is only on record the type is known by its name.
    private void RequireReadable(Execution execution, EventSignal signal)
    {
        if (signal.Payload is null || FindNext(execution, signal.Name, out var turn) is not var (wait, type))
        {
            return;
        }

        var isKnown = false;
        if (turn?.WhyEventUnreadable(wait, signal.Payload, out isKnown) is var (expected, cause))
        {
            throw new PayloadRefusedException($"The value of the event '{signal.Name}' of the execution '{execution.DisplayName}'", execution.Name, expected, cause);
        }

        if (!isKnown && type is not null && services.Functions.Find(execution.FunctionName, execution.Version) is { Function.Serializer: var serializer })
        {
            new ExpectedResult(execution.Name, type, serializer, new SerializationContext(execution, wait))
            {
                What = $"The value of the event '{signal.Name}' of the execution '{execution.DisplayName}'",
            }.Require(signal.Payload);
        }
    }

    private (OperationId Wait, string? Type)? FindNext(Execution execution, string name, out ExecutionTurn? turn)
    {
        lock (execution.Gate)
        {
            turn = execution.Turn is { TakesSignals: true } live ? live : null;
            if (execution.Phase is ExecutionPhase.Creating or ExecutionPhase.Ending or ExecutionPhase.Ended || services.Life.Gone is not null || execution.IsNotHeld)
            {
                return null;
            }

            var now = services.Clock.Now();
            if (turn is not null)
            {
                return turn.Events?.NextWait(name, now);
            }

            var history = RecordedHistory.Read(execution.ReadRecords());
            return history.ReadMailbox()?.NextWait(name, now) is { } wait ? (wait, (history.Find(wait)?.Options as EventWaitOptions)?.ValueType) : null;
        }
    }

    /// <summary>Takes an event, and gives the task of its being durable; or else that of something that has to change before.</summary>
    private bool TryTake(Execution execution, EventSignal signal, out Task task)
    {
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

            var turn = execution.Turn;
            var isLater = turn is null ? !execution.HasNothingInFlight : !turn.TakesSignals;
            switch (execution.Phase)
            {
                case ExecutionPhase.Creating:
                    task = execution.Work.Creation!.Task;
                    return false;
                case ExecutionPhase.Ended:
                    throw execution.State.IsPurged
                        ? ExecutionNotFoundException.Purged(execution.Name)
                        : EventRefusedException.Ended(execution.DisplayName, signal.Name, execution.Status);
                case ExecutionPhase.Ending:
                case var _ when isLater:
                    task = execution.Signals.Changed;
                    return false;
            }

            var mailbox = turn is null ? RecordedHistory.Read(execution.ReadRecords()).ReadMailbox() ?? new EventMailbox() : turn.Events!.Mailbox;
            task = signal.Id is { } id && mailbox.Knows(id)
                ? execution.WorkOrNull?.Signals?.FindEvent(id)?.Durable ?? Task.CompletedTask
                : Record(execution, signal, mailbox);
            return true;
        }
    }

    private Task Record(Execution execution, EventSignal signal, EventMailbox mailbox)
    {
        var raised = signal.ToEvent(services.Clock.Now());
        if (mailbox.UnreadCount >= EventLimits.MaxUnread || mailbox.UnreadBytes + EventMailbox.BytesOf(raised) > EventLimits.MaxUnreadBytes)
        {
            throw EventRefusedException.Full(execution.DisplayName, signal.Name, mailbox);
        }

        // Its value is recorded once more when it is taken. An execution never fails because of what the outside sends.
        if (execution.SubmittedLength + (2L * signal.Length) > services.Turns.MaxRecordedBytes)
        {
            throw EventRefusedException.TooLarge(execution.DisplayName, signal.Name, services.Turns.MaxRecordedBytes);
        }

        var wakes = mailbox.NextWait(raised.Name, raised.At) is not null;
        var buffer = RecordBuffer.Scratch();
        RaisedRecord.Write(buffer, raised, execution.CreatedAt);
        execution.Signals.Add(signal);
        try
        {
            // Not as other records: what comes from outside does not show that the execution has got anywhere.
            execution.AppendOrThrow(buffer.Written, new Raised(execution, signal, wakes), raised.At, tag: 0);
        }
        catch (OutOfMemoryException fault)
        {
            execution.Signals.Remove(signal);
            throw MissingMemory.Refusal(execution.Name, fault);
        }

        mailbox.Add(raised);
        return signal.Durable;
    }

    /// <param name="execution">The execution.</param>
    /// <param name="signal">The event.</param>
    /// <param name="wakes">Whether a wait gets it.</param>
    private sealed class Raised(Execution execution, EventSignal signal, bool wakes) : ICheckpointWaiter
    {
        public void OnAcknowledged(DateTimeOffset timestamp)
        {
            lock (execution.Gate)
            {
                if (wakes && execution.Turn is null && execution.Phase == ExecutionPhase.Idle)
                {
                    // It is woken for this, and has not slept for what it still waits for.
                    execution.Between.OnWokenEarly();
                    execution.Wake();
                }
            }

            EventsMoved.Offer(execution);
            execution.OnSignalDurable(signal);
        }
    }
}
