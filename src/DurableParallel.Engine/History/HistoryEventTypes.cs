using DurableParallel.Records;

namespace DurableParallel.Engine.History;

/// <summary>Which event a change of an operation, or the end of an execution, is in a history.</summary>
internal static class HistoryEventTypes
{
    private const string WaitCanceled = "WaitCancelled";

    /// <summary>The service's name of an event: the member's, except for the one that the service spells differently.</summary>
    public static string NameOf(HistoryEventType type) => type == HistoryEventType.WaitCanceled ? WaitCanceled : type.ToString();

    /// <summary>The event of one of the service's names. Names are compared as they are, case and all.</summary>
    public static bool TryParse(string name, out HistoryEventType type)
    {
        if (name == WaitCanceled)
        {
            type = HistoryEventType.WaitCanceled;
            return true;
        }

        return Enum.TryParse(name, out type) && NameOf(type) == name;
    }

    public static HistoryEventType EndOf(ExecutionStatus status) => status switch
    {
        ExecutionStatus.Succeeded => HistoryEventType.ExecutionSucceeded,
        ExecutionStatus.Stopped => HistoryEventType.ExecutionStopped,
        ExecutionStatus.TimedOut => HistoryEventType.ExecutionTimedOut,
        _ => HistoryEventType.ExecutionFailed,
    };

    /// <param name="type">The operation's.</param>
    /// <param name="action">What became of it.</param>
    /// <param name="hasError">Whether the change has an error, which tells a failed attempt from a condition that does not hold yet.</param>
    public static HistoryEventType Of(OperationType type, OperationAction action, bool hasError)
    {
        var isStart = action == OperationAction.Start;
        var isFailure = action == OperationAction.Fail || (action == OperationAction.Retry && hasError);
        return type switch
        {
            OperationType.Step => Choose(HistoryEventType.StepStarted, HistoryEventType.StepSucceeded, HistoryEventType.StepFailed),
            OperationType.Wait => Choose(
                HistoryEventType.WaitStarted,
                action == OperationAction.Cancel ? HistoryEventType.WaitCanceled : HistoryEventType.WaitSucceeded,
                HistoryEventType.WaitCanceled),
            OperationType.Callback => Choose(
                HistoryEventType.CallbackStarted,
                action == OperationAction.TimeOut ? HistoryEventType.CallbackTimedOut : HistoryEventType.CallbackSucceeded,
                HistoryEventType.CallbackFailed),
            OperationType.ChainedInvoke => Choose(
                HistoryEventType.ChainedInvokeStarted,
                action switch
                {
                    OperationAction.TimeOut => HistoryEventType.ChainedInvokeTimedOut,
                    OperationAction.Stop => HistoryEventType.ChainedInvokeStopped,
                    _ => HistoryEventType.ChainedInvokeSucceeded,
                },
                HistoryEventType.ChainedInvokeFailed),
            _ => Choose(HistoryEventType.ContextStarted, HistoryEventType.ContextSucceeded, HistoryEventType.ContextFailed),
        };

        HistoryEventType Choose(HistoryEventType start, HistoryEventType success, HistoryEventType failure)
        {
            if (isStart)
            {
                return start;
            }

            return isFailure ? failure : success;
        }
    }
}
