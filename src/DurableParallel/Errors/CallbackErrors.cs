using DurableParallel.Protocol;

namespace DurableParallel.Errors;

/// <summary>What a callback that ended badly throws: decided by the recorded error alone, so that it is the same live and replayed.</summary>
internal static class CallbackErrors
{
    public static CallbackFailedException ToException(DurableError error) =>
        error.ErrorType is CallbackDeadline.TimeoutErrorType or CallbackDeadline.HeartbeatErrorType
            ? new CallbackTimedOutException(error)
            : new CallbackFailedException(error);

    /// <summary>The error on record, or one that says what is known where there is none.</summary>
    public static DurableError Of(OperationRecord ended) =>
        ended.Error ?? (ended.Status == OperationStatus.TimedOut ? CallbackDeadline.TimeoutError : ErrorRecorder.Missing(ended.Status));
}
