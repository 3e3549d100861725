using DurableParallel.Errors;

namespace DurableParallel.Engine;

/// <summary>
/// Starting many executions ended early, since the engine was stopped or faulted or since reading the next request threw:
/// the cause is inside, and <see cref="Result"/> says what was started. The same call again starts what is missing.
/// </summary>
public sealed class StartManyInterruptedException : DurableException
{
    internal StartManyInterruptedException(StartManyResult result, Exception cause)
        : base(
            EngineErrorCodes.StartManyInterrupted,
            $"Starting ended early after {Counted.Of(result.Decided, "request")}: {result.Started} started, {Counted.Of(result.AlreadyThere, "was", "were")} there already, "
            + $"{result.ProblemCount} could not be started or are not confirmed. {cause.Message} "
            + "Remove the cause, and call it again with the same requests to start the others.",
            cause) =>
        Result = result;

    /// <summary>What was started.</summary>
    public StartManyResult Result { get; }
}
