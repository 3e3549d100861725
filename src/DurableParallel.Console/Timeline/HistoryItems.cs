using DurableParallel.Console.Api;
using DurableParallel.Console.Http;
using DurableParallel.Engine;

namespace DurableParallel.Console.Timeline;

/// <summary>Events of a history as they are shown to one person.</summary>
internal sealed class HistoryItems(PayloadOwner execution, PayloadTexts payloads, Func<HistoryEvent, OperationNode?>? find)
{
    public HistoryItem Of(HistoryEvent e)
    {
        var owner = execution with { Operation = e.Name };
        return new HistoryItem
        {
            Id = e.EventId,
            Type = e.EventType.ToString(),
            Time = e.EventTimestamp,
            Operation = e.Id,
            Name = e.Name,
            Path = find?.Invoke(e)?.Path,
            Parent = e.ParentId,
            SubType = e.SubType,
            Payload = payloads.Of(e.Payload, KindOf(e.EventType), owner, DownloadOf(e)),
            Error = payloads.Of(e.Error, owner),
            Details = Details(e),
        };
    }

    /// <summary>What the payload of an event is: that of a beginning is an input, any other a result.</summary>
    public static PayloadKind KindOf(HistoryEventType type) =>
        type.ToString().EndsWith("Started", StringComparison.Ordinal) ? PayloadKind.Input : PayloadKind.Result;

    private string? DownloadOf(HistoryEvent e)
    {
        var prefix = $"executions/{RouteName.Encode(execution.Name)}";
        return e switch
        {
            { Payload: null } => null,
            { Id: { } id } => $"{prefix}/operations/{RouteName.Encode(id)}/payload",
            { EventType: HistoryEventType.ExecutionStarted } => $"{prefix}/input",
            { EventType: HistoryEventType.ExecutionSucceeded } => $"{prefix}/result",
            _ => null,
        };
    }

    private Dictionary<string, object>? Details(HistoryEvent e)
    {
        var details = new Dictionary<string, object>(StringComparer.Ordinal);
        Add("attempt", e.RetryDetails?.CurrentAttempt);
        Add("nextAttemptMs", Milliseconds(e.RetryDetails?.NextAttemptDelay));
        Add("durationMs", Milliseconds(e.Duration));
        Add("until", e.ScheduledEndTimestamp is { } until ? TimeText.Of(until) : null);
        Add("callbackId", e.CallbackId);
        Add("timeoutMs", Milliseconds(e.Timeout));
        Add("heartbeatTimeoutMs", Milliseconds(e.HeartbeatTimeout));
        Add("executionTimeoutMs", Milliseconds(e.ExecutionTimeout));
        Add("raisedEventId", e.RaisedEventId);
        Add("target", e.TargetExecutionName);
        Add("function", e.FunctionName);
        Add("tenant", e.TenantId);
        Add("invoked", find?.Invoke(e)?.StartedExecutionName);
        Add("requestId", e.RequestId);
        Add("invocationStarted", e.InvocationStartTimestamp is { } started ? TimeText.Of(started) : null);
        Add("reopened", e.Retried?.Reopened.Count);
        Add("forgotten", e.Retried?.Forgotten.Count);
        Add("runsAgain", e.ReplayChildren ? true : null);
        return details.Count == 0 ? null : details;

        void Add(string name, object? value)
        {
            if (value is not null)
            {
                details[name] = value;
            }
        }
    }

    private static long? Milliseconds(TimeSpan? time) => time is { } known ? (long)known.TotalMilliseconds : null;
}
