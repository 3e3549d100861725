namespace DurableParallel.Testing.InMemory;

/// <summary>Where an execution of the in-memory host stands.</summary>
internal enum ExecutionStatus
{
    Running,
    Succeeded,
    Failed,

    /// <summary>Somebody stopped it.</summary>
    Stopped,

    /// <summary>Its time was up.</summary>
    TimedOut,

    /// <summary>An invocation faulted by itself: it goes on only when somebody restarts it, with other code perhaps.</summary>
    Blocked,
}
