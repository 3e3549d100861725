using DurableParallel.Scopes.Rules;

namespace DurableParallel.Reliability.Rules;

/// <summary>Runs the ledger and the policy over every order in which the branches of a case can end, beside the case's own judgement.</summary>
internal sealed class AllOrders(RuleCase rules)
{
    /// <summary>How many orders came to a decision.</summary>
    public int Orders { get; private set; }

    /// <summary>The first difference; null when there is none.</summary>
    public string? Difference { get; private set; }

    public AllOrders Explore()
    {
        Explore([]);
        return this;
    }

    private void Explore(List<int> order)
    {
        var config = rules.Config;
        var ledger = new BranchLedger(rules.Failures.Count, config.MaxConcurrency);
        var policy = CompletionPolicy.For(config, rules.Failures.Count);
        var running = Admit(ledger, []);
        var verdict = policy.Decide(ledger.Counts, lastSettled: null, rules.IsTimedOut && order.Count == 0);
        for (var step = 1; step <= order.Count; step++)
        {
            var index = order[step - 1];
            var status = rules.Failures[index] ? BranchStatus.Failed : BranchStatus.Succeeded;
            ledger.Settle(index, status);
            running.Remove(index);
            verdict = policy.Decide(ledger.Counts, new BranchOutcome(index, "", status, Error: null), rules.IsTimedOut && step == order.Count);
            if (step < order.Count)
            {
                running = Admit(ledger, running);
            }
        }

        // A deadline counts where it is looked at last: before it the same rules did not decide.
        var expected = rules.Decide(order);
        if (verdict?.Reason != expected || (verdict is { } found && (found.MinimumMet != rules.IsMinimumMet(order) || found.Failed != IsFailure(expected))))
        {
            Difference ??= $"{rules} in the order {string.Join(' ', order)}: expected {expected}, found {verdict}";
            return;
        }

        if (expected is not null and not CompletionReason.TimedOut)
        {
            Orders++;
            return;
        }

        foreach (var next in Admit(ledger, running))
        {
            Explore([.. order, next]);
        }
    }

    private static bool IsFailure(CompletionReason? reason) => reason is CompletionReason.FailureToleranceExceeded or CompletionReason.TimedOut;

    private List<int> Admit(BranchLedger ledger, List<int> running)
    {
        var all = new List<int>(running);
        while (ledger.TryAdmit(out var index))
        {
            all.Add(index);
        }

        var limit = rules.MaxConcurrency ?? int.MaxValue;
        var left = rules.Failures.Count - ledger.Counts.Succeeded - ledger.Counts.Failed;
        if (all.Count != Math.Min(limit, left))
        {
            Difference ??= $"{rules}: {all.Count} run, and {Math.Min(limit, left)} should";
        }

        return all;
    }
}
