using DurableParallel.Errors;

namespace DurableParallel.Engine;

/// <summary>
/// Starting many executions was canceled. Every request that had been taken is decided, and <see cref="Result"/> says how;
/// executions that were started go on. The same call again starts what is missing.
/// </summary>
public sealed class StartManyCanceledException : OperationCanceledException
{
    internal StartManyCanceledException(StartManyResult result, CancellationToken cancellationToken)
        : base(
            $"Starting was canceled after {Counted.Of(result.Decided, "request")}: {result.Started} started, {Counted.Of(result.AlreadyThere, "was", "were")} there already, "
            + $"{result.ProblemCount} could not be started. Call it again with the same requests to start the others.",
            cancellationToken) =>
        Result = result;

    /// <summary>What was started.</summary>
    public StartManyResult Result { get; }
}
