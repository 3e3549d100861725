namespace DurableParallel.Console.WhatIf;

/// <summary>What is on record of a scope: the input of a simulation.</summary>
/// <param name="Branches">Its branches, in the order of their indexes.</param>
/// <param name="Duration">From its start to its end.</param>
/// <param name="Reason">Why it was decided; null when that is not on record.</param>
/// <param name="Rules">The rules that it ran under; null when they are not on record. Then they are inferred.</param>
/// <param name="Failed">Whether the rule that decided called it a failure.</param>
/// <param name="HasCustomRule">Whether a rule of the user's is known to have been asked.</param>
internal sealed record RecordedScope(
    IReadOnlyList<RecordedBranch> Branches,
    TimeSpan Duration,
    CompletionReason? Reason = null,
    WhatIfRules? Rules = null,
    bool Failed = false,
    bool HasCustomRule = false)
{
    /// <summary>The most branches that were started and not ended at one moment.</summary>
    public int Peak()
    {
        List<(TimeSpan At, int Change)> changes = [];
        foreach (var branch in Branches)
        {
            if (branch.Started is { } started)
            {
                var ended = branch.Ended ?? Duration;
                changes.Add((started, ended > started ? 1 : 0));
                if (ended > started)
                {
                    changes.Add((ended, -1));
                }
            }
        }

        // Ends before starts: a branch takes the place of one that ended in the same millisecond. One that took less than that ran
        // beside those that did not end then.
        changes.Sort(static (one, other) => (one.At, one.Change).CompareTo((other.At, other.Change)));
        var (running, peak) = (0, 0);
        foreach (var (_, change) in changes)
        {
            running += change;
            peak = Math.Max(peak, change == 0 ? running + 1 : running);
        }

        return peak;
    }
}
