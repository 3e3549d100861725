using DurableParallel.Testing;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Examples.Ordering;

/// <summary>What the tools say of functions that are not safe.</summary>
internal sealed class MistakeTests
{
    [Test]
    public async Task ACounterOutsideOfOperations_IsFound()
    {
        #region TestMistake
        var runner = new DurableTestRunner(_ =>
        {
            var charged = 0;
            return DurableFunction.Create<int>(async ctx =>
            {
                await ctx.StepAsync("reserve", () => 1);
                charged++;                                                          // done again whenever the function runs again
                await ctx.StepAsync("charge", () => 2);
                return charged;
            });
        });
        #endregion

        var thrown = await FluentActions.Awaiting(() => runner.ExploreCrashesAsync()).Should().ThrowAsync<OutcomesDifferException>();
        Console.WriteLine(thrown.Which.Message);
    }

    [Test]
    public async Task ARaceThatNobodyRecords_IsFound()
    {
        #region TestOrderMistake
        var runner = new DurableTestRunner(DurableFunction.Create<string>(async ctx =>
        {
            var answers = new List<string>();
            await using var p = ctx.Parallel("ask");
            p.Branch("left", async b => answers.Add(await b.StepAsync("ask", () => "left")));
            p.Branch("right", async b => answers.Add(await b.StepAsync("ask", () => "right")));
            await p.JoinAsync();
            return answers[0];                                                      // whoever came first
        }));
        #endregion

        var thrown = await FluentActions.Awaiting(() => runner.ExploreInterleavingsAsync(100, seed: 1)).Should().ThrowAsync<OutcomesDifferException>();
        Console.WriteLine(thrown.Which.Message);
    }
}
