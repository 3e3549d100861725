using DurableParallel.Engine;
using DurableParallel.Engine.Turns;
using DurableParallel.Records;

namespace DurableParallel.Testing.InMemory;

/// <content>What the outside does to its callbacks.</content>
internal sealed partial class InMemoryExecution
{
    internal void EndCallback(CallbackId id, OperationStatus status, string? payload, DurableError? error)
    {
        RequireResult(id, payload);
        lock (_lock)
        {
            var now = _host.Clock.GetUtcNow();
            var entry = RequireOpen(id, now);
            _journal.EndCallback(entry, status, payload, error, now);
            Publish(entry);
            ArmTimer();
        }

        OnLaneIdle();
    }

    /// <summary>Whether a callback takes something.</summary>
    internal bool IsOpenCallback(OperationId id)
    {
        lock (_lock)
        {
            return !IsOver && _journal.Find(id) is { Record.Type: OperationType.Callback, IsPending: true };
        }
    }

    internal void HeartbeatCallback(CallbackId id)
    {
        lock (_lock)
        {
            var now = _host.Clock.GetUtcNow();
            _journal.Heartbeat(RequireOpen(id, now), now);
            ArmTimer();
        }

        OnLaneIdle();
    }

    private void RequireResult(CallbackId id, string? payload)
    {
        string? type;
        lock (_lock)
        {
            type = _journal.Find(id.Operation)?.Record.Callback?.ResultType;
        }

        if (type is not null && payload is not null)
        {
            new ExpectedResult(Name, type, Serializer, new SerializationContext(this, id.Operation)).Require(payload);
        }
    }

    private bool IsOver => _state == DriverState.Ended && _report.Task is not { IsCompletedSuccessfully: true, Result.Status: ExecutionStatus.Blocked };

    private OperationEntry RequireOpen(CallbackId id, DateTimeOffset now)
    {
        // What is due by now comes first, also when the clock has not got round to it.
        CompleteDue(now);
        if (_journal.Find(id.Operation) is not { Record.Type: OperationType.Callback } entry)
        {
            throw new ArgumentException($"Execution '{Name}' has no callback at {id.Operation}, which the callback's id names.", nameof(id));
        }

        if (IsOver || !entry.IsPending)
        {
            var how = entry.Record.IsEnded ? $"it is {entry.Record.Status}" : "what waited for it has ended";
            throw new InvalidOperationException($"Callback '{entry.Record.Name}' ({id.Operation}) of execution '{Name}' takes nothing any more: {how}.");
        }

        return entry;
    }
}
