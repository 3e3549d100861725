namespace DurableParallel.Engine;

/// <summary>What became of one request.</summary>
/// <param name="Index">The request's place in the sequence, from 0.</param>
/// <param name="ExecutionName">The name that was asked for.</param>
/// <param name="Kind">What became of it.</param>
public readonly record struct StartOutcome(long Index, string ExecutionName, StartOutcomeKind Kind)
{
    /// <summary>The execution; null unless it was started or already there.</summary>
    public ExecutionHandle? Execution { get; init; }

    /// <summary>What was wrong; null unless something was.</summary>
    public Exception? Error { get; init; }

    /// <summary>Whether there is an execution now that does what was asked for.</summary>
    public bool IsSuccess => Kind is StartOutcomeKind.Started or StartOutcomeKind.AlreadyThere;
}
