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
        WriteText("Id", own?.Id ?? e.Id);
        WriteText("Name", own?.Name ?? e.Name);
        WriteText("ParentId", e.ParentId);
        WriteText("SubType", e.SubType);
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

    private static bool IsOfExecution(HistoryEventType type) => type
        is HistoryEventType.ExecutionStarted or HistoryEventType.ExecutionSucceeded or HistoryEventType.ExecutionFailed
        or HistoryEventType.ExecutionTimedOut or HistoryEventType.ExecutionStopped
        or HistoryEventType.ExecutionRetried;

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
                WriteData("Input", e.Payload);
                writer.WriteNumber("ExecutionTimeout", e.ExecutionTimeoutSeconds ?? DurationRule.MaxSeconds);
                break;
            case HistoryEventType.ExecutionSucceeded or HistoryEventType.ContextSucceeded or HistoryEventType.CallbackSucceeded
                or HistoryEventType.ChainedInvokeSucceeded or HistoryEventType.StepSucceeded:
                WriteData("Result", e.Payload);
                if (includeReplayChildren && e.ReplayChildren)
                {
                    writer.WriteBoolean("ReplayChildren", value: true);
                }

                break;
            case HistoryEventType.WaitStarted or HistoryEventType.WaitSucceeded:
                writer.WriteNumber("Duration", e.DurationSeconds ?? 0);
                WriteTime("ScheduledEndTimestamp", e.ScheduledEndTimestamp);
                break;
            case HistoryEventType.CallbackStarted:
                WriteText("CallbackId", e.CallbackId);
                WriteNumber("Timeout", e.TimeoutSeconds);
                WriteNumber("HeartbeatTimeout", e.HeartbeatTimeoutSeconds);
                break;
            case HistoryEventType.ChainedInvokeStarted:
                WriteInvoke(e);
                break;
            case HistoryEventType.ExecutionRetried:
                WriteIds("Reopened", e.Retried!.Reopened);
                WriteIds("Forgotten", e.Retried.Forgotten);
                break;
            case HistoryEventType.InvocationCompleted:
                WriteTime("StartTimestamp", e.InvocationStartTimestamp);
                WriteTime("EndTimestamp", e.EventTimestamp);
                WriteText("RequestId", e.RequestId);
                if (e.Error is not null)
                {
                    WriteError(e.Error);
                }

                break;
            case HistoryEventType.WaitCanceled:
                if (e.Error is not null)
                {
                    WriteError(e.Error);
                }

                break;
            case HistoryEventType.ContextStarted or HistoryEventType.StepStarted:
                break;
            default:
                WriteError(e.Error);
                break;
        }

        if (e.RetryDetails is { } retry)
        {
            writer.WriteStartObject("RetryDetails");
            writer.WriteNumber("CurrentAttempt", retry.CurrentAttempt);
            WriteNumber("NextAttemptDelaySeconds", retry.NextAttemptDelaySeconds);
            writer.WriteEndObject();
        }
    }

    private void WriteInvoke(HistoryEvent e)
    {
        WriteText("FunctionName", e.FunctionName);
        WriteText("TenantId", e.TenantId);
        WriteData("Input", e.Payload);
        if (e.InvokedExecutionName is { } invoked && describeInvoked(invoked) is { } described)
        {
            WriteText("ExecutedVersion", described.Version);
            WriteText("DurableExecutionArn", described.Arn);
        }
    }

    private void WriteData(string name, string? payload)
    {
        writer.WriteStartObject(name);
        if (includeData)
        {
            WriteText("Payload", payload);
        }

        writer.WriteBoolean("Truncated", !includeData);
        writer.WriteEndObject();
    }

    private void WriteError(DurableError? error)
    {
        writer.WriteStartObject("Error");
        if (includeData && ToWire(error) is { } payload)
        {
            writer.WritePropertyName("Payload");
            writer.WriteRawValue(WireJson.Seconds.Write(payload));
        }

        writer.WriteBoolean("Truncated", !includeData);
        writer.WriteEndObject();
    }

    private void WriteText(string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    private void WriteNumber(string name, int? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }

    private void WriteTime(string name, DateTimeOffset? time)
    {
        if (time is { } moment)
        {
            writer.WriteNumber(name, Seconds(moment));
        }
    }
}
