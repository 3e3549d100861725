using DurableParallel.Errors;

namespace DurableParallel.Engine;

/// <summary>
/// What became of many requests. The first <see cref="Decided"/> requests of the sequence, and no others, were taken:
/// each of them is durably there or among the problems.
/// </summary>
public sealed class StartManyResult
{
    /// <summary>The most outcomes that <see cref="Problems"/> holds.</summary>
    public const int MostProblems = 1000;

    /// <summary>A result, for tests of code that is given one.</summary>
    /// <param name="progress">How many were started, were there already, and could not be started.</param>
    /// <param name="problems">The first requests that could not be started.</param>
    /// <param name="endedByStatus">How many ended how; empty when the ends were not waited for.</param>
    public StartManyResult(StartProgress progress, IReadOnlyList<StartOutcome> problems, IReadOnlyDictionary<ExecutionStatus, long> endedByStatus)
    {
        ArgumentNullException.ThrowIfNull(problems);
        ArgumentNullException.ThrowIfNull(endedByStatus);
        Started = progress.Started;
        AlreadyThere = progress.AlreadyThere;
        ProblemCount = progress.Problems;
        Problems = problems;
        EndedByStatus = endedByStatus;
    }

    /// <summary>How many executions are new and durable.</summary>
    public long Started { get; }

    /// <summary>How many were there already.</summary>
    public long AlreadyThere { get; }

    /// <summary>How many could not be started.</summary>
    public long ProblemCount { get; }

    /// <summary>How many requests were taken and decided.</summary>
    public long Decided => Started + AlreadyThere + ProblemCount;

    /// <summary>Whether every request that was taken is durably there.</summary>
    public bool IsSuccess => ProblemCount == 0;

    /// <summary>The first requests that could not be started, at most <see cref="MostProblems"/>; <see cref="StartManyOptions.OnOutcome"/> is told all.</summary>
    public IReadOnlyList<StartOutcome> Problems { get; }

    /// <summary>How many ended how, the blocked ones included; empty when the ends were not waited for.</summary>
    public IReadOnlyDictionary<ExecutionStatus, long> EndedByStatus { get; }

    /// <summary>Throws when a request could not be started, with the first one's error inside.</summary>
    /// <exception cref="InvalidOperationException">At least one could not be started.</exception>
    public void ThrowIfProblems()
    {
        if (Problems is [var first, ..])
        {
            throw new InvalidOperationException(
                $"{ProblemCount} of {Counted.Of(Decided, "request")} could not be started; the first is '{first.ExecutionName}' at {first.Index}: {first.Error?.Message}",
                first.Error);
        }
    }
}
