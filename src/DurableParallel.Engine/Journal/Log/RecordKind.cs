namespace DurableParallel.Engine.Journal.Log;

/// <summary>What a record of the journal says. The numbers are on disk: never change one, add at the end.</summary>
internal enum RecordKind : byte
{
    /// <summary>An execution was accepted.</summary>
    Created = 1,

    /// <summary>A change of one operation.</summary>
    Operation = 2,

    /// <summary>A place in the tree of operations that has no record of its own and has recorded ones below.</summary>
    Position = 3,

    /// <summary>An execution has ended.</summary>
    Ended = 4,

    /// <summary>An execution that was in flight when its process died is about to run again.</summary>
    Begun = 5,

    /// <summary>Such an execution got as far as being parked.</summary>
    Parked = 6,

    /// <summary>An execution is not run any more until a person acts.</summary>
    Blocked = 7,

    /// <summary>A person has acted.</summary>
    Unblocked = 8,

    /// <summary>Of the journal: a process has opened it.</summary>
    Opened = 9,

    /// <summary>Of the journal: its process has stopped in good order.</summary>
    Stopped = 10,

    /// <summary>An execution whose function was unknown when it was invoked is about to begin, and keeps the function's version.</summary>
    Settled = 11,

    /// <summary>The first mention of an operation of a served execution: its id on the wire, then a record of kind <see cref="Operation"/>.</summary>
    WireOperation = 12,

    /// <summary>An invocation of a served execution has ended, well or not.</summary>
    InvocationCompleted = 13,

    /// <summary>What an execution says of itself from now on.</summary>
    Status = 14,

    /// <summary>An execution that had ended badly goes on. The high half of its byte is 0, and tells later kinds from it.</summary>
    Retried = 15,

    /// <summary>An event was raised in an execution. The high half of its byte is 1.</summary>
    Raised = 0x1F,

    /// <summary>An execution is to be canceled.</summary>
    CancelRequested = 0x2F,

    /// <summary>An execution that was held back since it was accepted begins.</summary>
    Released = 0x3F,
}
