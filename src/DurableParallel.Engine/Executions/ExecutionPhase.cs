namespace DurableParallel.Engine.Executions;

/// <summary>What an execution is doing in this process.</summary>
internal enum ExecutionPhase : byte
{
    /// <summary>Its first record is on its way to the journal.</summary>
    Creating,

    /// <summary>It is not in memory and waits for a time, or for somebody to wake it.</summary>
    Idle,

    /// <summary>It waits for its turn.</summary>
    Queued,

    /// <summary>It has an invocation, active or parked.</summary>
    Running,

    /// <summary>Its last record is on its way to the journal.</summary>
    Ending,

    /// <summary>It has ended.</summary>
    Ended,

    /// <summary>It does not go on until a person acts.</summary>
    Blocked,
}
