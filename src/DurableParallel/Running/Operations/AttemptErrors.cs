using DurableParallel.Errors;

namespace DurableParallel.Running.Operations;

/// <summary>What an attempt fails with whose time is over.</summary>
internal static class AttemptErrors
{
    public static TimeoutException TimedOut(string step, int attempt, TimeSpan limit) => new(ErrorPages.Append(
        ErrorCodes.AttemptTimedOut,
        FormattableString.Invariant($"Attempt {attempt} of {step} did not end within its Timeout of {limit}. Let the body heed its CancellationToken, or set a longer StepConfig.Timeout.")));

    public static TimeoutException WithoutHeartbeat(string step, int attempt, TimeSpan limit) => new(ErrorPages.Append(
        ErrorCodes.AttemptTimedOut,
        FormattableString.Invariant($"Attempt {attempt} of {step} gave no heartbeat within its HeartbeatTimeout of {limit}. Call Heartbeat more often, or set a longer StepConfig.HeartbeatTimeout.")));
}
