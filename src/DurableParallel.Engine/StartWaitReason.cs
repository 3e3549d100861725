namespace DurableParallel.Engine;

/// <summary>What an execution that was accepted waits for before it begins.</summary>
public enum StartWaitReason
{
    /// <summary>For the time that it was to begin at: <see cref="StartOptions.StartAt"/>.</summary>
    StartTime,
}
