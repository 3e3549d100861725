using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Testing.Tests.Exploring;

internal sealed class InterleavingExplorationTests
{
    [Test]
    public async Task ExploreInterleavings_OfAFunctionThatRaces_PrintsTheSeedOfTheFirstDifference()
    {
        var runner = new DurableTestRunner(DurableFunction.Create<string>(RaceAsync));

        var thrown = await runner.Invoking(r => r.ExploreInterleavingsAsync(200, 1)).Should().ThrowAsync<OutcomesDifferException>();

        thrown.Which.Code.Should().Be("DP7003");
        thrown.Which.Message.Should().Contain($"TestRunOptions.Seed = {thrown.Which.Seed}");
        var again = await runner.RunAsync(new TestRunOptions { Seed = thrown.Which.Seed });
        again.Payload.Should().Be(thrown.Which.Found.Payload);
        again.History.Should().BeEquivalentTo(thrown.Which.Found.History, options => options.WithStrictOrdering());
    }

    [Test]
    public async Task ExploreInterleavings_OfASharedList_FindsThatTheOrderDecides([Values] HostMode mode)
    {
        var runner = new DurableTestRunner(
            DurableFunction.Create<string>(async ctx =>
            {
                var seen = new List<string>();
                await using var p = ctx.Parallel("list");
                foreach (var name in (string[])["a", "b", "c"])
                {
                    p.Branch(name, async b => seen.Add(await b.StepAsync("s", () => name)));
                }

                await p.JoinAsync();
                return string.Concat(seen);
            }),
            new DurableTestRunnerOptions { Mode = mode });

        var thrown = await runner.Invoking(r => r.ExploreInterleavingsAsync(200, 1)).Should().ThrowAsync<OutcomesDifferException>();

        thrown.Which.Message.Should().Contain("no list that they append to");
    }

    [Test]
    public async Task ExploreInterleavings_OfAFunctionThatDoesNotRace_FindsManyOrdersAndOneOutcome([Values] HostMode mode)
    {
        var runner = new DurableTestRunner(
            DurableFunction.Create<int>(async ctx =>
            {
                await using var p = ctx.Parallel("sum");
                var branches = Enumerable.Range(1, 4).Select(i => p.Branch(null, async b =>
                {
                    await b.WaitAsync(TimeSpan.FromHours(1));
                    return await b.StepAsync("s", () => i);
                })).ToList();
                await p.JoinAsync();
                return branches.Sum(branch => branch.Result);
            }),
            new DurableTestRunnerOptions { Mode = mode });

        var report = await runner.ExploreInterleavingsAsync(50, 7);

        report.First.ResultAs<int>().Should().Be(10);
        report.Orders.Should().BeGreaterThan(10);
        report.ToString().Should().Be($"the same outcome for all 50 seeds from 7, in {report.Orders} different orders");
    }

    [Test]
    public async Task Run_WithASeed_IsTheSameRunAgain([Values] HostMode mode, [Values(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)] int seed)
    {
        var runner = new DurableTestRunner(DurableFunction.Create<string>(EverythingAsync), new DurableTestRunnerOptions { Mode = mode })
            .OnCallback("approval", callback => callback.Succeed("yes"))
            .MockInvoke("double", (int number) => 2 * number);

        var first = await runner.RunAsync(new TestRunOptions { Seed = seed, Faults = FaultPlan.CrashAfter(6) });
        for (var i = 0; i < 10; i++)
        {
            var again = await runner.RunAsync(new TestRunOptions { Seed = seed, Faults = FaultPlan.CrashAfter(6) });
            again.History.Select(e => $"{e.EventType} {e.Id} {e.EventTimestamp:O} {e.Payload}")
                .Should().Equal(first.History.Select(e => $"{e.EventType} {e.Id} {e.EventTimestamp:O} {e.Payload}"));
        }
    }

    [Test]
    public async Task ExploreInterleavings_OfTheFrameworksCombinators_IsRepeatableToo()
    {
        var runner = new DurableTestRunner(DurableFunction.Create<int>(async ctx =>
        {
            var pause = ctx.WaitAsync("pause", TimeSpan.FromHours(1));
            var step = ctx.StepAsync("s", () => 5);
            await Task.WhenAll(pause, step);
            return await step;
        }));

        (await runner.ExploreInterleavingsAsync(5, 1)).First.ResultAs<int>().Should().Be(5);
    }

    [Test]
    public async Task ExploreInterleavings_CountBelowOne_IsRefused()
    {
        var runner = new DurableTestRunner(DurableFunction.Create(_ => Task.CompletedTask));

        await runner.Invoking(r => r.ExploreInterleavingsAsync(0, 1)).Should().ThrowAsync<ArgumentOutOfRangeException>();
    }

    private static async Task<string> RaceAsync(DurableContext ctx)
    {
        var left = ctx.StepAsync("left", () => "left");
        var right = ctx.StepAsync("right", () => "right");
        var winner = await Task.WhenAny((Task<string>)left, right);
        var text = await winner;
        await Task.WhenAll((Task)left, right);
        return text;
    }

    private static async Task<string> EverythingAsync(DurableContext ctx)
    {
        await using var p = ctx.Parallel("all", c => c.MaxConcurrency(3));
        p.Branch("steps", async b => await b.StepAsync("a", () => 1) + await b.StepAsync("b", () => 2));
        p.Branch("wait", async b =>
        {
            await b.WaitAsync(TimeSpan.FromHours(2));
            return await b.StepAsync("c", () => 3);
        });
        p.Branch("answer", b => b.WaitForCallbackAsync<string>("approval", (_, _) => Task.CompletedTask));
        p.Branch("doubled", b => b.InvokeAsync<int, int>(null, "double", 4));
        var result = await p.JoinAsync();
        return $"{result.SuccessCount}";
    }
}
