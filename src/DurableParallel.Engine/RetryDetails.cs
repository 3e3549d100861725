namespace DurableParallel.Engine;

/// <summary>Which attempt of a step has ended and whether another one follows.</summary>
/// <param name="CurrentAttempt">The attempt that ended, from 1.</param>
/// <param name="NextAttemptDelaySeconds">The delay before the next one, in whole seconds; null when none follows.</param>
public sealed record RetryDetails(int CurrentAttempt, int? NextAttemptDelaySeconds);
