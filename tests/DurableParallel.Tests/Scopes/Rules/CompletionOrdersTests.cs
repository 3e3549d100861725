using DurableParallel.Scopes.Rules;

namespace DurableParallel.Tests.Scopes.Rules;

/// <summary>Ledger and policy together, over every outcome and every order in which up to five branches can end.</summary>
public sealed class CompletionOrdersTests
{
    private int _ended;

    [Test]
    public void Decide_EveryOrderOfUpToFiveBranches_IsWhatTheContractSays([Values(1, 2, 3, null)] int? maxConcurrency)
    {
        _ended = 0;
        for (var total = 0; total <= 5; total++)
        {
            foreach (var config in Configs(total, maxConcurrency))
            {
                for (var outcomes = 0; outcomes < 1 << total; outcomes++)
                {
                    Explore(config, total, outcomes, []);
                }
            }
        }

        _ended.Should().BeGreaterThan(1000);
    }

    private static IEnumerable<ParallelConfig> Configs(int total, int? maxConcurrency)
    {
        int?[] minima = [null, -1, .. Enumerable.Range(0, total + 2)];
        int?[] counts = [null, 0, 1, 2, 5];
        double?[] shares = [null, 0, 0.2, 0.25, 0.4, 0.5, 1];

        // The whole cross product at the ends of the range of limits, pairs with nothing in between.
        return from minimum in minima
               from count in counts
               from share in shares
               where maxConcurrency is null || count is null || share is null
               select new ParallelConfig { MaxConcurrency = maxConcurrency, MinSuccessful = minimum, ToleratedFailureCount = count, ToleratedFailurePercentage = share };
    }

    private void Explore(ParallelConfig config, int total, int outcomes, List<int> order)
    {
        var policy = CompletionPolicy.For(config, total);
        var ledger = new BranchLedger(total, config.MaxConcurrency);
        var naive = new BranchStatus[total];
        var verdict = policy.Decide(ledger.Counts, lastSettled: null);
        Admit(ledger, naive, config);
        foreach (var index in order)
        {
            var status = (outcomes >> index & 1) == 0 ? BranchStatus.Succeeded : BranchStatus.Failed;
            ledger.Settle(index, status);
            naive[index] = status;
            verdict = policy.Decide(ledger.Counts, new BranchOutcome(index, string.Empty, status, Error: null));
            if (verdict is null)
            {
                Admit(ledger, naive, config);
            }
        }

        var expected = NaiveCompletion.Decide(config, naive);
        if (verdict != expected)
        {
            Assert.Fail($"{config}, outcomes {outcomes:b}, order {string.Join(' ', order)}: expected {expected}, found {verdict}.");
        }

        if (verdict is null)
        {
            for (var next = 0; next < total; next++)
            {
                if (naive[next] == BranchStatus.Running)
                {
                    Explore(config, total, outcomes, [.. order, next]);
                }
            }
        }
        else
        {
            _ended++;
            ledger.Close();
            ledger.TryAdmit(out _).Should().BeFalse();
            (ledger.Counts.Skipped == naive.Count(status => status == BranchStatus.Pending)).Should().BeTrue();
        }
    }

    private static void Admit(BranchLedger ledger, BranchStatus[] naive, ParallelConfig config)
    {
        while (ledger.TryAdmit(out var index))
        {
            if (index != Array.IndexOf(naive, BranchStatus.Pending))
            {
                Assert.Fail($"Branch {index} was started out of order.");
            }

            naive[index] = BranchStatus.Running;
        }

        var running = naive.Count(status => status == BranchStatus.Running);
        var expected = Math.Min(config.MaxConcurrency ?? int.MaxValue, naive.Count(status => status is BranchStatus.Running or BranchStatus.Pending));
        if (running != expected)
        {
            Assert.Fail($"{running} branches run, and {expected} could.");
        }
    }
}
