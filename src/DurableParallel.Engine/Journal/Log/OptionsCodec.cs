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
                DurationCodec.Write(buffer, callback.TimeoutMilliseconds);
                DurationCodec.Write(buffer, callback.HeartbeatTimeoutMilliseconds);
                break;
            case ChainedInvokeOptions invoke:
                buffer.WriteText(invoke.FunctionName);
                buffer.WriteOptionalText(invoke.TenantId);
                break;
            case EventWaitOptions wait:
                DurationCodec.Write(buffer, wait.TimeoutMilliseconds);
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
        OperationType.Callback => new CallbackOptions { TimeoutMilliseconds = DurationCodec.Read(ref reader), HeartbeatTimeoutMilliseconds = DurationCodec.Read(ref reader) },
        OperationType.ChainedInvoke => new ChainedInvokeOptions { FunctionName = reader.ReadText(), TenantId = reader.ReadOptionalText() },
        OperationType.EventWait => new EventWaitOptions(DurationCodec.Read(ref reader)) { ValueType = reader.ReadOptionalText() },
        OperationType.EventRaise => new EventRaiseOptions(reader.ReadText()),
        _ => null,
    };
}
