using DurableParallel.Errors;
using DurableParallel.Records;

namespace DurableParallel.Callbacks;

/// <summary>What a callback that ended badly throws: decided by what is on record alone, so that it is the same live and replayed.</summary>
internal static class CallbackErrors
{
    public static CallbackFailedException ToException(DurableError error) =>
        IsTimeout(error)
            ? new CallbackTimedOutException(error)
            : new CallbackFailedException(error);

    /// <summary>
    /// By the status too: a service may record a time-out with an error type of another name, or with none. It is named as
    /// ours, so that it is one as well where it leaves a context, whose record has the type alone.
    /// </summary>
    public static CallbackFailedException ToException(OperationRecord ended) =>
        ToException(Of(ended) is var error && ended.Status == OperationStatus.TimedOut && !IsTimeout(error)
            ? error with { ErrorType = ErrorTypes.CallbackTimeout }
            : error);

    /// <summary>The error on record, or one that says what is known where there is none.</summary>
    private static DurableError Of(OperationRecord ended) =>
        ended.Error ?? (ended.Status == OperationStatus.TimedOut ? CallbackDeadline.TimeoutError : ErrorRecorder.Missing(ended.Status));

    private static bool IsTimeout(DurableError error) =>
        error.ErrorType is ErrorTypes.CallbackTimeout or ErrorTypes.CallbackHeartbeat;
}
