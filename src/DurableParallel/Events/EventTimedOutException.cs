namespace DurableParallel;

/// <summary>The time of a wait for an event was up, and none had come. An event that comes later is kept for the next wait of its name.</summary>
public sealed class EventTimedOutException : OperationFailedException
{
    internal EventTimedOutException(DurableError error)
        : base(ErrorCodes.EventTimedOut, error)
    {
    }
}
