namespace DurableParallel.Engine;

/// <summary>Why an execution that was accepted has not begun.</summary>
/// <param name="Reason">What it waits for.</param>
/// <param name="DueTimestamp">When that comes, to the millisecond; null where no time is known.</param>
public sealed record StartWait(StartWaitReason Reason, DateTimeOffset? DueTimestamp);
