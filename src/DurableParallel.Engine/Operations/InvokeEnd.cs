using DurableParallel.Engine.Journal.Log;
using DurableParallel.Records;

namespace DurableParallel.Engine.Operations;

/// <summary>What an invoke has come to, by the end of the execution that it became.</summary>
internal static class InvokeEnd
{
    public static OperationRecord Of(OperationRecord open, EndedRecord ended) => open with
    {
        Status = ended.Status switch
        {
            ExecutionStatus.Succeeded => OperationStatus.Succeeded,
            ExecutionStatus.Stopped or ExecutionStatus.Canceled => OperationStatus.Stopped,
            ExecutionStatus.TimedOut => OperationStatus.TimedOut,
            _ => OperationStatus.Failed,
        },
        Payload = ended.Payload,
        Error = ended.Error,
    };

    /// <summary>How the end of an invoke is written.</summary>
    public static OperationChange ChangeOf(int ordinal, OperationRecord ended, long at) => new()
    {
        Ordinal = ordinal,
        Action = OperationRules.EndingIn(ended.Status),
        At = at,
        Payload = ended.Payload,
        Error = ended.Error,
    };
}
