namespace DurableParallel.Console.WhatIf;

/// <summary>The rules of a scope, from what became of it, where they are not on record.</summary>
internal static class InferredRules
{
    /// <summary>Rules under which the recorded branches come to the recorded outcome.</summary>
    public static WhatIfRules Of(RecordedScope scope)
    {
        var failures = scope.Branches.Count(static branch => branch.Status == BranchStatus.Failed);
        var rules = new WhatIfRules { MaxConcurrency = LimitOf(scope) };
        return scope.Reason switch
        {
            CompletionReason.MinSuccessfulReached => rules with { MinSuccessful = Math.Max(1, SuccessesAtDecision(scope)) },
            CompletionReason.FailureToleranceExceeded => rules with { ToleratedFailureCount = Math.Max(0, FailuresAtDecision(scope) - 1) },
            CompletionReason.Custom => rules with { ShouldComplete = CustomOf(scope) },
            CompletionReason.TimedOut => rules with { MinSuccessful = 0, Timeout = scope.Duration > TimeSpan.Zero ? scope.Duration : null },
            _ => failures > 0 ? rules with { MinSuccessful = 0 } : rules,
        };
    }

    /// <summary>The rule of the user's, as far as its decision tells it. It is code, and never on record.</summary>
    public static CustomRule CustomOf(RecordedScope scope) =>
        new(scope.Reason == CompletionReason.Custom ? EndedAtDecision(scope).Count : null, scope.Failed);

    // A limit shows itself only where a branch started later than it could have.
    private static int? LimitOf(RecordedScope scope)
    {
        var first = scope.Branches.Min(static branch => branch.Started - branch.Registered);
        var ends = scope.Branches.Min(static branch => branch.Ended);
        var late = scope.Branches.Any(branch => branch.Started - branch.Registered > first && branch.Started >= ends);
        var skipped = scope.Branches.Any(static branch => branch.Status == BranchStatus.Skipped);
        return late || skipped ? Math.Max(1, scope.Peak()) : null;
    }

    // All had ended only after the decision, or the reason would be another.
    private static int SuccessesAtDecision(RecordedScope scope)
    {
        var ended = EndedAtDecision(scope);
        return (ended.Count < scope.Branches.Count ? ended : ended.OrderBy(static branch => branch.Ended).SkipLast(1))
            .Count(static branch => branch.Status == BranchStatus.Succeeded);
    }

    private static int FailuresAtDecision(RecordedScope scope) =>
        EndedAtDecision(scope).Count(static branch => branch.Status == BranchStatus.Failed);

    // A branch whose code ran when the scope was decided may have ended since: the first that was released was released at the decision.
    private static List<RecordedBranch> EndedAtDecision(RecordedScope scope)
    {
        var decided = scope.Branches.Where(static branch => branch.Status == BranchStatus.Canceled).Min(static branch => branch.Ended);
        return [.. scope.Branches.Where(branch => branch.Length is not null && (decided is null || branch.Ended <= decided))];
    }
}
