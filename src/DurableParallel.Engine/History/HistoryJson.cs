using System.Text.Json;
using DurableParallel.Records;
using DurableParallel.Wire;

namespace DurableParallel.Engine.History;

/// <summary>
/// Events of a history as the wire has them: what all have, and one object of details that is called after the type and
/// is there even when it is empty.
/// </summary>
/// <param name="writer">Where they go.</param>
/// <param name="includeData">Whether payloads are shown.</param>
/// <param name="describeInvoked">The ARN and the version of an execution that was invoked, by its name.</param>
/// <param name="includeReplayChildren">Whether it is said which contexts' values were too large to be kept, which the wire's events do not say.</param>
internal sealed class HistoryJson(
    Utf8JsonWriter writer,
    bool includeData,
    Func<string, (string Arn, string Version)?> describeInvoked,
    bool includeReplayChildren = false)
{
    private const decimal MillisecondsPerSecond = 1000m;
    private readonly DetailsWriter _details = new(writer, includeData);

    /// <summary>The id and the name that the execution's own events carry, as the service writes them; null leaves them without.</summary>
    public (string Id, string Name)? Execution { get; init; }

    public void Write(HistoryEvent e)
    {
        var type = HistoryEventTypes.NameOf(e.EventType);
        writer.WriteStartObject();
        writer.WriteString("EventType", type);
        writer.WriteNumber("EventId", e.EventId);
        writer.WriteNumber("EventTimestamp", Seconds(e.EventTimestamp));
        var own = IsOfExecution(e.EventType) ? Execution : null;
        _details.Text("Id", own?.Id ?? e.Id);
        _details.Text("Name", own?.Name ?? e.Name);
        _details.Text("ParentId", e.ParentId);
        _details.Text("SubType", e.SubType);
        writer.WriteStartObject($"{type}Details");
        WriteDetails(e);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>An error as the wire has it, where a type or a message that is not known is absent.</summary>
    public static WireError? ToWire(DurableError? error) => error is null
        ? null
        : new WireError
        {
            ErrorType = error.ErrorType.Length == 0 ? null : error.ErrorType,
            ErrorMessage = error.ErrorType.Length + error.ErrorMessage.Length == 0 ? null : error.ErrorMessage,
            ErrorData = error.ErrorData,
            StackTrace = error.StackTrace,
        };

    public static decimal Seconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / MillisecondsPerSecond;

    public static decimal Seconds(TimeSpan duration) => duration.Ticks / TimeSpan.TicksPerMillisecond / MillisecondsPerSecond;

    private static bool IsOfExecution(HistoryEventType type) => type
        is HistoryEventType.ExecutionStarted or HistoryEventType.ExecutionSucceeded or HistoryEventType.ExecutionFailed
        or HistoryEventType.ExecutionTimedOut or HistoryEventType.ExecutionStopped
        or HistoryEventType.ExecutionRetried or HistoryEventType.ExecutionContinuedAsNew
        or HistoryEventType.ExecutionCancelRequested or HistoryEventType.ExecutionCanceled;

    private void WriteIds(string name, IReadOnlyList<string> ids)
    {
        writer.WriteStartArray(name);
        foreach (var id in ids)
        {
            writer.WriteStringValue(id);
        }

        writer.WriteEndArray();
    }

    private void WriteDetails(HistoryEvent e)
    {
        switch (e.EventType)
        {
            case HistoryEventType.ExecutionStarted:
                _details.Data("Input", e.Payload);
                writer.WriteNumber("ExecutionTimeout", e.ExecutionTimeout is { } limit ? Seconds(limit) : DurationRule.MaxSeconds);
                break;
            case HistoryEventType.WaitStarted or HistoryEventType.WaitSucceeded:
                writer.WriteNumber("Duration", Seconds(e.Duration ?? TimeSpan.Zero));
                _details.Time("ScheduledEndTimestamp", e.ScheduledEndTimestamp);
                break;
            case HistoryEventType.ExecutionContinuedAsNew:
                break;
            case HistoryEventType.ExecutionRetried:
                WriteIds("Reopened", e.Retried!.Reopened);
                WriteIds("Forgotten", e.Retried.Forgotten);
                break;
            case HistoryEventType.EventReceived:
                _details.Text("RaisedEventId", e.RaisedEventId);
                _details.Data("Input", e.Payload);
                break;
            case HistoryEventType.ExecutionCancelRequested:
                _details.Data("Reason", e.Payload);
                break;
            case HistoryEventType.InvocationCompleted:
                _details.Time("StartTimestamp", e.InvocationStartTimestamp);
                _details.Time("EndTimestamp", e.EventTimestamp);
                _details.Text("RequestId", e.RequestId);
                WriteErrorIfAny(e);
                break;
            case HistoryEventType.WaitCanceled:
                WriteErrorIfAny(e);
                break;
            default:
                WriteDetails(e, HistoryEventTypes.OperationOf(e.EventType)?.Status);
                break;
        }

        if (e.RetryDetails is { } retry)
        {
            writer.WriteStartObject("RetryDetails");
            writer.WriteNumber("CurrentAttempt", retry.CurrentAttempt);
            _details.Seconds("NextAttemptDelaySeconds", retry.NextAttemptDelay);
            writer.WriteEndObject();
        }
    }

    private void WriteDetails(HistoryEvent e, OperationStatus? status)
    {
        switch (status)
        {
            case OperationStatus.Started:
                OptionsInEvents.Write(_details, e, describeInvoked);
                break;
            case OperationStatus.Succeeded:
                _details.Data("Result", e.Payload);
                if (includeReplayChildren && e.ReplayChildren)
                {
                    writer.WriteBoolean("ReplayChildren", value: true);
                }

                break;
            case OperationStatus.Canceled:
                WriteErrorIfAny(e);
                break;
            default:
                _details.Error(e.Error);
                break;
        }
    }

    private void WriteErrorIfAny(HistoryEvent e)
    {
        if (e.Error is not null)
        {
            _details.Error(e.Error);
        }
    }
}
