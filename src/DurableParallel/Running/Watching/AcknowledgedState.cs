using DurableParallel.Records;


namespace DurableParallel.Running.Watching;

/// <summary>What an update makes of an operation once the host has acknowledged it, as far as plugins see it.</summary>
internal static class AcknowledgedState
{
    public static OperationRecord After(OperationRecord before, bool isConfirmed, in OperationUpdate update, DateTimeOffset timestamp)
    {
        switch (update.Action)
        {
            case OperationAction.Start:
                return before with
                {
                    Status = OperationStatus.Started,
                    StartTimestamp = isConfirmed ? before.StartTimestamp : timestamp,
                };
            case OperationAction.Retry:
                return before with
                {
                    Status = OperationStatus.Pending,
                    Attempt = before.Attempt + 1,
                    Payload = update.Payload ?? before.Payload,
                    Error = update.Error,
                };
            default:
                return before with
                {
                    Status = StatusOf(update.Action),
                    Attempt = before.Type == OperationType.Step ? before.Attempt + 1 : before.Attempt,
                    Payload = update.Payload,
                    Error = update.Error,
                    EndTimestamp = timestamp,
                    ReplayChildren = update.ReplayChildren,
                };
        }
    }

    private static OperationStatus StatusOf(OperationAction end) => end switch
    {
        OperationAction.Succeed => OperationStatus.Succeeded,
        OperationAction.Fail => OperationStatus.Failed,
        OperationAction.TimeOut => OperationStatus.TimedOut,
        OperationAction.Stop => OperationStatus.Stopped,
        _ => OperationStatus.Cancelled,
    };
}
