using System.Collections.Concurrent;
using DurableParallel.Contract.Hosts;
using FluentAssertions;
using Microsoft.Extensions.Logging;
using NUnit.Framework;

namespace DurableParallel.Contract.Running;

[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class ReplayTests(ContractHostKind kind) : ContractFixture(kind)
{
    [Test]
    public async Task IsReplaying_HoldsWhileThereAreRecordsToCome()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var seen = $"{ctx.IsReplaying} ";
            await ctx.StepAsync("a", () => { });
            seen += $"{ctx.IsReplaying} ";
            await ctx.StepAsync("b", () => { });
            return seen + ctx.IsReplaying;
        });

        live.Should().Be("False False False");
        replayed.Should().Be("True True False");
    }

    [Test]
    public async Task IsReplaying_OfABranch_IsItsOwn()
    {
        Host.AutoAdvance = false;
        var isSecondLife = false;
        var seen = new ConcurrentQueue<string>();
        var execution = await StartAsync(async ctx =>
        {
            await using var p = ctx.Parallel();
            p.Branch("worked", async b =>
            {
                seen.Enqueue($"worked {b.IsReplaying}");
                await b.StepAsync("s", () => { });
                await b.WaitAsync(TimeSpan.FromMinutes(1));
            });
            p.Branch("idle", async b =>
            {
                seen.Enqueue($"idle {b.IsReplaying}");
                await (Volatile.Read(ref isSecondLife) ? Task.CompletedTask : new TaskCompletionSource().Task);
                await b.StepAsync("first", () => { });
            });
            return (await p.JoinAsync()).SuccessCount;
        });
        await UntilAsync(() => execution.Updates.Any(u => u.Type == OperationType.Wait) && seen.Count == 2);

        Volatile.Write(ref isSecondLife, true);
        await Host.CrashAsync();
        await Host.RestartAsync();
        Host.AutoAdvance = true;
        await OutcomeOf(execution);

        seen.Take(2).Should().BeEquivalentTo("worked False", "idle False");
        seen.Skip(2).Take(2).Should().BeEquivalentTo("worked True", "idle False");
    }

    [Test]
    public async Task Logger_OfTheContext_IsSilentExactlyWhileReplaying()
    {
        var logger = new RecordingLogger();
        await OpenAsync(new ContractHostOptions { Logger = logger });

        await LiveAndReplayedAsync(async ctx =>
        {
            ctx.Logger.LogInformation("before");
            await ctx.StepAsync("a", s => s.Logger.LogInformation("in step"));
            ctx.Logger.LogInformation("between");
            await ctx.StepAsync("b", () => { });
            ctx.Logger.LogInformation("after");
            return 0;
        });

        logger.Messages.Count(m => m == "before").Should().Be(1);
        logger.Messages.Count(m => m == "in step").Should().Be(1);
        logger.Messages.Count(m => m == "between").Should().Be(1);
        logger.Messages.Count(m => m == "after").Should().Be(2, "the second life has nothing more on record there");
    }

    [Test]
    public async Task UtcNow_IsTheLatestEndThatWasAwaited()
    {
        var begin = Host.Clock.GetUtcNow();

        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var times = new List<DateTimeOffset> { ctx.UtcNow };
            await ctx.WaitAsync(TimeSpan.FromSeconds(10));
            times.Add(ctx.UtcNow);
            await using (var p = ctx.Parallel())
            {
                p.Branch("a", b => b.WaitAsync(TimeSpan.FromSeconds(20)));
                p.Branch("b", b => b.WaitAsync(TimeSpan.FromSeconds(5)));
                await p.JoinAsync();
            }

            times.Add(ctx.UtcNow);
            return times;
        });

        live.Should().Equal(begin, begin.AddSeconds(10), begin.AddSeconds(30));
        replayed.Should().Equal(live);
    }

    [Test]
    public async Task GuidsAndRandomNumbers_AreTheSameLiveAndReplayed()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var values = new List<string> { $"{ctx.NewGuid()}", $"{ctx.Random.Next()}" };
            await using var p = ctx.Parallel();
            var branches = Enumerable.Range(0, 4).Select(i => p.Branch($"b{i}", async b =>
            {
                await b.StepAsync("s", () => { });
                return $"{b.NewGuid()} {b.Random.NextInt64()}";
            })).ToList();
            await p.JoinAsync();
            values.AddRange(branches.Select(f => f.Result));
            values.Add($"{ctx.NewGuid()}");
            return values;
        });

        live.Should().OnlyHaveUniqueItems("each context has a generator of its own");
        replayed.Should().Equal(live);
    }

    [Test]
    public async Task Guids_OfAnUnfinishedBranch_AreTheSameInItsNextLife()
    {
        Host.AutoAdvance = false;
        var seen = new ConcurrentQueue<Guid>();
        var execution = await StartAsync(async ctx =>
        {
            await using var p = ctx.Parallel();
            p.Branch("b", async b =>
            {
                seen.Enqueue(b.NewGuid());
                await b.WaitAsync(TimeSpan.FromMinutes(1));
            });
            return (await p.JoinAsync()).SuccessCount;
        });
        await execution.WhenQuietAsync().WaitAsync(HangGuard);

        await Host.CrashAsync();
        await Host.RestartAsync();
        Host.AutoAdvance = true;
        await OutcomeOf(execution);

        seen.Should().HaveCountGreaterThan(1);
        seen.Distinct().Should().ContainSingle();
    }

    [Test]
    public async Task Input_OfTheFunction_ComesFromItsPayload()
    {
        Host.Register("doubles", DurableFunction.Create<int, int>((_, input) => Task.FromResult(input * 2)));

        var execution = await Host.StartAsync("doubles", "21");
        var outcome = await OutcomeOf(execution);

        outcome.Value<int>().Should().Be(42);
    }
}
