using DurableParallel.Engine;
using DurableParallel.Engine.Turns;
using DurableParallel.Records;
using DurableParallel.Running;

namespace DurableParallel.Testing.InMemory;

/// <summary>
/// What changes an execution's operations from outside of its function: time, calls that complete callbacks, and the ends of
/// invoked executions. Each is durable first, and the function is told then. Takes the execution's lock.
/// </summary>
internal sealed class OutsideChanges(
    InMemoryHost host,
    IExecutionIdentity execution,
    Lock gate,
    MemoryJournal journal,
    InMemoryPhase phase,
    CurrentInvocation current,
    ExecutionTimer timer)
{
    public void EndCallback(CallbackId id, OperationStatus status, string? payload, DurableError? error, IDurableSerializer serializer)
    {
        RequireResult(id, payload, serializer);
        lock (gate)
        {
            var now = host.Clock.GetUtcNow();
            var entry = RequireOpen(id, now);
            journal.EndCallback(entry, status, payload, error, now);
            Publish(entry);
            timer.Arm();
        }
    }

    public void Heartbeat(CallbackId id)
    {
        lock (gate)
        {
            var now = host.Clock.GetUtcNow();
            journal.Heartbeat(RequireOpen(id, now), now);
            timer.Arm();
        }
    }

    /// <summary>Whether a callback can be completed.</summary>
    public bool IsOpenCallback(OperationId id)
    {
        lock (gate)
        {
            return !phase.IsOver && journal.Find(id) is { Record.Type: OperationType.Callback, IsPending: true };
        }
    }

    /// <summary>Raises an event. Returns why it is not taken; null when it is, or was before.</summary>
    public EventRefusal? Raise(string name, string? payload, string? eventId)
    {
        lock (gate)
        {
            var now = host.Clock.GetUtcNow();
            CompleteDue(now);
            if (phase.IsOver || phase.IsEndedFromOutside)
            {
                return EventRefusal.ExecutionEnded;
            }

            var refusal = journal.Raise(new RaisedEvent(name, payload, eventId, now.ToUnixTimeMilliseconds()));
            journal.TakeOffers().ForEach(Publish);
            timer.Arm();
            return refusal;
        }
    }

    /// <summary>The wait that gets the next event of a name, with what is on record of it; null when none does.</summary>
    public OperationEntry? FindNextWait(string name)
    {
        lock (gate)
        {
            return journal.Mailbox.NextWait(name, host.Clock.GetUtcNow().ToUnixTimeMilliseconds()) is { } id ? journal.Find(id) : null;
        }
    }

    /// <summary>Updates of the function are durable, which may let its waits have events. The caller holds the lock.</summary>
    public void OnApplied() => journal.TakeOffers().ForEach(Publish);

    /// <summary>An invoked execution has ended; false when the invoke is not pending any more, or is one of an earlier run.</summary>
    public bool EndInvoke(OperationId id, int run, InvokedEnd end)
    {
        lock (gate)
        {
            if (phase.IsEndedFromOutside || phase.IsOver || journal.RunNumber != run || journal.EndInvoke(id, end, host.Clock.GetUtcNow()) is not { } entry)
            {
                return false;
            }

            Add(entry);
            return true;
        }
    }

    /// <summary>Time has passed; false when there is nothing to do for it any more.</summary>
    /// <param name="overdue">How the execution ends because its own time is up; null while it is not.</param>
    public bool CompleteDue(out (ExecutionStatus Status, DurableError Error)? overdue)
    {
        lock (gate)
        {
            overdue = null;
            if (!phase.IsUp || phase.IsEndedFromOutside)
            {
                return false;
            }

            overdue = timer.Overdue;
            CompleteDue(host.Clock.GetUtcNow());
            timer.Arm();
            return true;
        }
    }

    private void CompleteDue(DateTimeOffset now) => journal.CompleteDue(now).ForEach(Publish);

    private void RequireResult(CallbackId id, string? payload, IDurableSerializer serializer)
    {
        string? type;
        lock (gate)
        {
            type = (journal.Find(id.Operation)?.Record.Options as CallbackOptions)?.ResultType;
        }

        if (type is not null && payload is not null)
        {
            new ExpectedResult(execution.Name, type, serializer, new SerializationContext(execution, id.Operation)).Require(payload);
        }
    }

    private OperationEntry RequireOpen(CallbackId id, DateTimeOffset now)
    {
        // What is due by now comes first, also when the timer has not fired yet.
        CompleteDue(now);
        if (journal.Find(id.Operation) is not { Record.Type: OperationType.Callback } entry)
        {
            throw new ArgumentException($"Execution '{execution.Name}' has no callback at {id.Operation}, which the callback's id names.", nameof(id));
        }

        if (phase.IsOver || !entry.IsPending)
        {
            var how = entry.Record.IsEnded ? $"it is {entry.Record.Status}" : "what waited for it has ended";
            throw new InvalidOperationException($"Callback '{entry.Record.Name}' ({id.Operation}) of execution '{execution.Name}' takes nothing any more: {how}.");
        }

        return entry;
    }

    // A process that is down reads it when it comes back.
    private void Publish(OperationEntry entry)
    {
        if (phase.IsUp)
        {
            Add(entry);
        }
    }

    private void Add(OperationEntry entry)
    {
        current.Add(entry);
        host.OnProgress();
        phase.WakeUp();
    }
}
