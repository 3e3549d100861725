using DurableParallel.Scopes.Rules;

namespace DurableParallel.Tests.Scopes.Rules;

/// <summary>The contract of completion in the plainest words, without a thought for speed, to compare the policy with.</summary>
internal static class NaiveCompletion
{
    public static CompletionVerdict? Decide(ParallelConfig config, IReadOnlyList<BranchStatus> branches)
    {
        var total = branches.Count;
        var succeeded = branches.Count(status => status == BranchStatus.Succeeded);
        var failed = branches.Count(status => status == BranchStatus.Failed);
        var nothingSet = config is { MinSuccessful: null, ToleratedFailureCount: null, ToleratedFailurePercentage: null };
        var wanted = config.MinSuccessful switch { null => 0, -1 => total, { } number => number };
        var met = succeeded >= wanted;

        if ((nothingSet && failed > 0)
            || (config.ToleratedFailureCount is { } count && failed > count)
            || (config.ToleratedFailurePercentage is { } share && failed > (decimal)share * total))
        {
            return new CompletionVerdict(CompletionReason.FailureToleranceExceeded, Failed: true, met);
        }

        if (branches.All(status => status is BranchStatus.Succeeded or BranchStatus.Failed))
        {
            return new CompletionVerdict(CompletionReason.AllCompleted, Failed: false, met);
        }

        return config.MinSuccessful >= 1 && met ? new CompletionVerdict(CompletionReason.MinSuccessfulReached, Failed: false, MinimumMet: true) : null;
    }
}
