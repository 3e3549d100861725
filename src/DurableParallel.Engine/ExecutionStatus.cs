namespace DurableParallel.Engine;

/// <summary>Where an execution stands. The numbers are in the journal.</summary>
public enum ExecutionStatus
{
    /// <summary>Accepted and not ended: running, waiting for its turn, or parked.</summary>
    Running = 0,

    /// <summary>Ended with a result.</summary>
    Succeeded = 1,

    /// <summary>Ended with an error.</summary>
    Failed = 2,

    /// <summary>Stopped from outside.</summary>
    Stopped = 3,

    /// <summary>Its time was up.</summary>
    TimedOut = 4,

    /// <summary>Not ended, and not going on until a person acts; the engine lists the reason.</summary>
    Blocked = 5,

    /// <summary>A run that has ended and goes on with the next one: see <see cref="DurableContext.ContinueAsNew{TIn}(TIn)"/>. Never that of an execution.</summary>
    ContinuedAsNew = 6,

    /// <summary>Canceled by a request: its code has cleaned up, or had the time for it.</summary>
    Canceled = 7,
}
