namespace DurableParallel.Testing.InMemory;

/// <summary>The execution behind a lane. Called under no lock of the lane's.</summary>
internal interface ILaneOwner
{
    /// <summary>Whether executions have events; those of AWS have none.</summary>
    bool HasEvents => true;

    /// <summary>Makes the batch durable, as far as the lane is alive and the fault plan lets it.</summary>
    CommitResult Commit(CheckpointLane lane, IReadOnlyList<PendingCheckpoint> batch);

    /// <summary>The process of the lane dies by the fault plan.</summary>
    void Crash(CheckpointLane lane);

    void OnViolation(HostViolationException violation);

    /// <summary>Nothing is queued or in flight any more.</summary>
    void OnLaneIdle();
}
