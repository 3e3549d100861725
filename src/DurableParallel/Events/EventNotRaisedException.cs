namespace DurableParallel;

/// <summary>
/// An event could not be raised in another execution: there is none of that name, it has ended, it takes no more events, or
/// the value is not what its code waits for. <see cref="OperationFailedException.Error"/> tells which.
/// </summary>
public sealed class EventNotRaisedException : OperationFailedException
{
    internal EventNotRaisedException(DurableError error)
        : base(ErrorCodes.EventNotRaised, error)
    {
    }
}
