using DurableParallel.Records;

namespace DurableParallel.Engine.History;

/// <summary>What the options of a START say in the events of the operation, and how that is written.</summary>
internal static class OptionsInEvents
{
    /// <param name="e">An event of the operation.</param>
    /// <param name="type">The operation's type.</param>
    /// <param name="options">The options, when it is the event of its start.</param>
    /// <param name="executionName">Whose operation it is.</param>
    /// <param name="id">The operation.</param>
    public static HistoryEvent Add(HistoryEvent e, OperationType type, OperationOptions? options, string executionName, OperationId id)
    {
        switch (type)
        {
            case OperationType.Callback when options is CallbackOptions callback:
                return e with
                {
                    CallbackId = new CallbackId(executionName, id).ToString(),
                    Timeout = ToLimit(callback.TimeoutMilliseconds),
                    HeartbeatTimeout = ToLimit(callback.HeartbeatTimeoutMilliseconds),
                };
            case OperationType.ChainedInvoke:
                var invoke = options as ChainedInvokeOptions;
                return e with
                {
                    FunctionName = invoke?.FunctionName,
                    TenantId = invoke?.TenantId,
                    InvokedExecutionName = InvokedName.Of(executionName, id),
                };
            case OperationType.EventWait when options is EventWaitOptions wait:
                return e with { Timeout = ToLimit(wait.TimeoutMilliseconds) };
            case OperationType.EventRaise when options is EventRaiseOptions raise:
                return e with { TargetExecutionName = raise.Execution };
            default:
                return e;
        }
    }

    /// <summary>Writes the details of the event of a start.</summary>
    /// <param name="details">Where they go.</param>
    /// <param name="e">The event.</param>
    /// <param name="describeInvoked">The ARN and the version of an execution that was invoked, by its name.</param>
    public static void Write(in DetailsWriter details, HistoryEvent e, Func<string, (string Arn, string Version)?> describeInvoked)
    {
        switch (e.EventType)
        {
            case HistoryEventType.CallbackStarted:
                details.Text("CallbackId", e.CallbackId);
                details.Seconds("Timeout", e.Timeout);
                details.Seconds("HeartbeatTimeout", e.HeartbeatTimeout);
                break;
            case HistoryEventType.EventWaitStarted:
                details.Seconds("Timeout", e.Timeout);
                break;
            case HistoryEventType.EventRaiseStarted:
                details.Text("TargetExecutionName", e.TargetExecutionName);
                details.Data("Input", e.Payload);
                break;
            case HistoryEventType.ChainedInvokeStarted:
                details.Text("FunctionName", e.FunctionName);
                details.Text("TenantId", e.TenantId);
                details.Data("Input", e.Payload);
                if (e.InvokedExecutionName is { } invoked && describeInvoked(invoked) is { } described)
                {
                    details.Text("ExecutedVersion", described.Version);
                    details.Text("DurableExecutionArn", described.Arn);
                }

                break;
        }
    }

    private static TimeSpan? ToLimit(long milliseconds) => milliseconds > 0 ? TimeSpan.FromMilliseconds(milliseconds) : null;
}
