using DurableParallel.Snippets.Shop;

namespace DurableParallel.Snippets.Samples;

/// <summary>When a scope is decided.</summary>
internal static class RuleSamples
{
    public static async Task<int> AskThreeAsync(DurableContext ctx, string question)
    {
        #region ParallelQuorum
        var sources = new[] { "north", "east", "west" };

        var (answers, _) = await ctx.ParallelSettleAsync("ask", p =>
            sources.Select(source => p.Branch(source, b => b.StepAsync("ask", () => Services.AskAsync(source, question)))).ToList(),
            new ParallelConfig { MinSuccessful = 2 });

        // Two of three are enough, so one may be missing: do not read Result here.
        var votes = answers.Where(answer => answer.Status == BranchStatus.Succeeded).Select(answer => answer.ResultOr(0));
        return votes.DefaultIfEmpty().Max();
        #endregion
    }

    public static async Task<bool> RaceAsync(DurableContext ctx, Order order)
    {
        #region ParallelRace
        var (answer, _) = await ctx.ParallelAsync("answer-or-give-up", p => (
            p.Branch("answer", b => b.StepAsync("poll", () => Services.IsAnsweredAsync(order))),
            p.Branch("give-up", b => b.WaitAsync(TimeSpan.FromDays(1)))), new ParallelConfig { MinSuccessful = 1 });

        // Whichever is first decides. If it was the answer, the wait of a day was released, and is Canceled.
        return answer.ResultOr(false);
        #endregion
    }

    public static async Task FourOfTenAsync(DurableContext ctx)
    {
        #region ParallelFourOfTen
        var config = ParallelConfig.Builder().MaxConcurrency(3).MinSuccessful(2).Build();

        var result = await ctx.ParallelAsync("ten", p =>
        {
            for (var i = 0; i < 10; i++)
            {
                var number = i;
                p.Branch($"job-{number}", b => b.StepAsync("work", () => Services.AskAsync("job", $"{number}")));
            }
        }, config);

        ctx.Logger.LogOutcome(result.CompletionReason, result.TotalCount, result.SkippedCount);
        #endregion
    }

    public static async Task<int> OwnRuleAsync(DurableContext ctx, IReadOnlyList<string> sources)
    {
        #region ParallelOwnRule
        var config = new ParallelConfig
        {
            ShouldComplete = tally =>
                tally.Failed > tally.Succeeded + 2 ? CompletionDecision.Fail
                : tally.Succeeded >= 5 ? CompletionDecision.Succeed
                : CompletionDecision.Continue,
        };
        #endregion

        var result = await ctx.ParallelAsync("own-rule", p =>
        {
            foreach (var source in sources)
            {
                p.Branch(source, b => b.StepAsync("ask", () => Services.AskAsync(source, "how many?")));
            }
        }, config);

        return result.SuccessCount;
    }
}
