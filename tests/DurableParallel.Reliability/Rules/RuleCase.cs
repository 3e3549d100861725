namespace DurableParallel.Reliability.Rules;

/// <summary>Rules, and how each branch ends once it runs.</summary>
internal sealed record RuleCase(int? MaxConcurrency, int? MinSuccessful, int? ToleratedCount, double? ToleratedShare, bool IsTimedOut, IReadOnlyList<bool> Failures)
{
    public ParallelConfig Config => new()
    {
        MaxConcurrency = MaxConcurrency,
        MinSuccessful = MinSuccessful,
        ToleratedFailureCount = ToleratedCount,
        ToleratedFailurePercentage = ToleratedShare,
    };

    /// <summary>
    /// What the contract says of branches that stand like this, in its own order: too many failures, all settled, enough
    /// successes, the deadline. Null is undecided.
    /// </summary>
    public CompletionReason? Decide(IReadOnlyCollection<int> settled)
    {
        var total = Failures.Count;
        var failed = settled.Count(index => Failures[index]);
        var succeeded = settled.Count - failed;
        var isFailFast = MinSuccessful is null && ToleratedCount is null && ToleratedShare is null;
        if ((isFailFast && failed > 0) || failed > ToleratedCount || (failed > 0 && failed / (double)total > ToleratedShare))
        {
            return CompletionReason.FailureToleranceExceeded;
        }

        if (settled.Count == total)
        {
            return CompletionReason.AllCompleted;
        }

        if (MinSuccessful >= 1 && succeeded >= MinSuccessful)
        {
            return CompletionReason.MinSuccessfulReached;
        }

        return IsTimedOut ? CompletionReason.TimedOut : null;
    }

    public bool IsMinimumMet(IReadOnlyCollection<int> settled)
    {
        var wanted = MinSuccessful == -1 ? Failures.Count : MinSuccessful ?? 0;
        return settled.Count(index => !Failures[index]) >= wanted;
    }
}
