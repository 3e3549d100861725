namespace DurableParallel.Testing.InMemory;

/// <summary>Whether an execution has anything to do at this moment of the clock.</summary>
internal enum ExecutionActivity
{
    /// <summary>It has ended, is blocked, or its process is down.</summary>
    None,

    /// <summary>It only waits for its next due time, or for ever.</summary>
    Quiet,

    Busy,
}
