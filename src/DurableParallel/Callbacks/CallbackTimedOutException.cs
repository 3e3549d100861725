namespace DurableParallel;

/// <summary>The time of a callback was up, or its heartbeat did not come in time. <see cref="OperationFailedException.Error"/> tells which.</summary>
public sealed class CallbackTimedOutException : CallbackFailedException
{
    internal CallbackTimedOutException(DurableError error)
        : base(ErrorCodes.CallbackTimedOut, error)
    {
    }
}
