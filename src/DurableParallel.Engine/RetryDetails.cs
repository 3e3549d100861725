namespace DurableParallel.Engine;

/// <summary>Which attempt of a step has ended and whether another one follows.</summary>
/// <param name="CurrentAttempt">The attempt that ended, from 1.</param>
/// <param name="NextAttemptDelay">The delay before the next one; null when none follows.</param>
public sealed record RetryDetails(int CurrentAttempt, TimeSpan? NextAttemptDelay);
