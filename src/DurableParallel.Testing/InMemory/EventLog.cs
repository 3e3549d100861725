using DurableParallel.Engine;
using DurableParallel.Engine.History;
using DurableParallel.Records;

namespace DurableParallel.Testing.InMemory;

/// <summary>The history of one execution, written as things happen. Not safe for threads: its execution holds the lock.</summary>
internal sealed class EventLog(string executionName)
{
    private readonly List<HistoryEvent> _events = [];

    public IReadOnlyList<HistoryEvent> Events => _events;

    public void Started(string? input, DateTimeOffset now, TimeSpan? timeout, string? tenantId) =>
        Add(Own(HistoryEventType.ExecutionStarted, now) with { Payload = input, ExecutionTimeout = timeout, TenantId = tenantId });

    public void Ended(ExecutionStatus status, string? payload, DurableError? error, DateTimeOffset now) =>
        Add(Own(HistoryEventTypes.EndOf(status), now) with { Payload = payload, Error = error });

    public void CancelRequested(string? reason, DateTimeOffset now) => Add(Own(HistoryEventType.ExecutionCancelRequested, now) with { Payload = reason });

    public void InvocationEnded(string requestId, DateTimeOffset began, DurableError? error, DateTimeOffset now) =>
        Add(Own(HistoryEventType.InvocationCompleted, now) with { RequestId = requestId, InvocationStartTimestamp = began, Error = error });

    /// <summary>An event was raised in the execution.</summary>
    public void Received(RaisedEvent raised) =>
        Add(Own(HistoryEventType.EventReceived, DateTimeOffset.FromUnixTimeMilliseconds(raised.At)) with { Name = raised.Name, RaisedEventId = raised.Id, Payload = raised.Payload });

    /// <summary>The function has changed an operation.</summary>
    public void Changed(OperationEntry entry, in OperationUpdate update, DateTimeOffset now)
    {
        var e = Of(entry, update.Action, update.Error, now) with { Payload = update.Payload, ReplayChildren = update.ReplayChildren };
        if (update.Type == OperationType.Step && update.Action != OperationAction.Start)
        {
            e = e with { RetryDetails = new RetryDetails(entry.Record.Attempt, update.DelayMilliseconds > 0 ? TimeSpan.FromMilliseconds(update.DelayMilliseconds) : null) };
        }
        else if (update.Type == OperationType.Wait && update.Action == OperationAction.Start)
        {
            e = e with { Duration = TimeSpan.FromMilliseconds(update.DelayMilliseconds), ScheduledEndTimestamp = entry.Record.DueTimestamp };
        }
        else
        {
            e = OptionsInEvents.Add(e, update.Type, update.Options, executionName, entry.Id);
        }

        Add(e);
    }

    /// <summary>The host has ended an operation.</summary>
    public void EndedByHost(OperationEntry entry, DateTimeOffset now)
    {
        Add(Of(entry, OperationRules.EndingIn(entry.Record.Status), entry.Record.Error, now) with
        {
            Payload = entry.Record.Payload,
            Duration = entry.Record.Type == OperationType.Wait ? now - entry.Record.StartTimestamp : null,
        });
    }

    private static HistoryEvent Own(HistoryEventType type, DateTimeOffset now) => new() { EventId = 0, EventType = type, EventTimestamp = now };

    private static HistoryEvent Of(OperationEntry entry, OperationAction action, DurableError? error, DateTimeOffset now) =>
        Own(HistoryEventTypes.Of(entry.Record.Type, action, error is not null), now) with
        {
            Id = entry.Id.Hex,
            Name = entry.Record.Name,
            SubType = entry.Record.SubType,
            ParentId = entry.Parent?.Id.Hex,
            Error = error,
        };

    private void Add(HistoryEvent e) => _events.Add(e with { EventId = _events.Count + 1 });
}
