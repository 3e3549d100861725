namespace DurableParallel.Engine;

/// <summary>
/// What an execution that has not ended is held up by. Known from memory while it is there, and from its records otherwise. Several
/// may hold at the same time, as its branches may wait for different things, and none holds while it only runs.
/// </summary>
public enum ExecutionState
{
    /// <summary>It does not go on until a person acts; its status says so too.</summary>
    Blocked = 0,

    /// <summary>A step has failed and is tried again: its next attempt runs, or its time has not come.</summary>
    Retrying = 1,

    /// <summary>A callback of it can be completed. Waits for events do not count.</summary>
    WaitingForCallback = 2,

    /// <summary>It waits for a time: a wait, the next attempt of a retried block, or the next look at a condition.</summary>
    WaitingUntil = 3,

    /// <summary>
    /// It waits for its turn: its start time has not come, its function's limits have no room, or as many executions are active
    /// as <see cref="DurableEngineOptions.MaxActive"/> allows.
    /// </summary>
    Queued = 4,
}
