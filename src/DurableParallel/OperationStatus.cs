namespace DurableParallel;

/// <summary>Where an operation stands. The members are the wire's statuses.</summary>
public enum OperationStatus
{
    /// <summary>Begun and not ended.</summary>
    Started,

    /// <summary>A step that waits for its next attempt to be due.</summary>
    Pending,

    /// <summary>A step whose next attempt is due and has not begun.</summary>
    Ready,

    /// <summary>Ended with a value.</summary>
    Succeeded,

    /// <summary>Ended with an error.</summary>
    Failed,

    /// <summary>Taken back before it ended.</summary>
    Canceled,

    /// <summary>Ended because its time was up.</summary>
    TimedOut,

    /// <summary>Ended because a person or a program stopped it.</summary>
    Stopped,
}
