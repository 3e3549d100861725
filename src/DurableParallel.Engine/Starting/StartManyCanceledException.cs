namespace DurableParallel.Engine;

/// <summary>
/// Starting many executions was canceled. Every request that had been taken is decided, and <see cref="Result"/> says how;
/// executions that were started go on. The same call again starts what is missing.
/// </summary>
public sealed class StartManyCanceledException : OperationCanceledException
{
    internal StartManyCanceledException(StartManyResult result, CancellationToken cancellationToken)
        : base(
            $"Starting was canceled after {result.Decided} requests: {result.Started} started, {result.AlreadyThere} were there already, "
            + $"{result.ProblemCount} could not be started. Call it again with the same requests to start the others.",
            cancellationToken) =>
        Result = result;

    /// <summary>What was started.</summary>
    public StartManyResult Result { get; }
}
