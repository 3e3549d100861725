namespace DurableParallel.Engine.Operations;

/// <summary>The <see cref="ExecutionState"/>s of an execution, in a byte.</summary>
[Flags]
internal enum ExecutionStates : byte
{
    None = 0,
    Blocked = 1 << ExecutionState.Blocked,
    Retrying = 1 << ExecutionState.Retrying,
    WaitingForCallback = 1 << ExecutionState.WaitingForCallback,
    WaitingUntil = 1 << ExecutionState.WaitingUntil,
    Queued = 1 << ExecutionState.Queued,

    /// <summary>The records have to be asked.</summary>
    Unknown = 1 << 7,
}
