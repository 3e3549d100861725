using DurableParallel.Records;

namespace DurableParallel.Engine.Journal.Log;

/// <summary>The bytes of what a START says besides. Which options they are follows from the operation's type, which stands in front.</summary>
internal static class OptionsCodec
{
    public static void Write(RecordBuffer buffer, OperationOptions options)
    {
        switch (options)
        {
            case CallbackOptions callback:
                buffer.WriteVarint(callback.TimeoutSeconds);
                buffer.WriteVarint(callback.HeartbeatTimeoutSeconds);
                break;
            case ChainedInvokeOptions invoke:
                buffer.WriteText(invoke.FunctionName);
                buffer.WriteOptionalText(invoke.TenantId);
                break;
            case EventWaitOptions wait:
                buffer.WriteVarint(wait.TimeoutSeconds);
                buffer.WriteOptionalText(wait.ValueType);
                break;
            case EventRaiseOptions raise:
                buffer.WriteText(raise.Execution);
                break;
        }
    }

    /// <param name="reader">Stands where the options begin.</param>
    /// <param name="type">The type of the operation that starts.</param>
    /// <returns>Null for a type that has none.</returns>
    public static OperationOptions? Read(ref RecordReader reader, OperationType type) => type switch
    {
        OperationType.Callback => new CallbackOptions(reader.ReadCount(DurationRule.MaxSeconds), reader.ReadCount(DurationRule.MaxSeconds)),
        OperationType.ChainedInvoke => new ChainedInvokeOptions { FunctionName = reader.ReadText(), TenantId = reader.ReadOptionalText() },
        OperationType.EventWait => new EventWaitOptions(reader.ReadCount(DurationRule.MaxSeconds)) { ValueType = reader.ReadOptionalText() },
        OperationType.EventRaise => new EventRaiseOptions(reader.ReadText()),
        _ => null,
    };
}
