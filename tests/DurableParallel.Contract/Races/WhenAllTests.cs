using DurableParallel.Contract.Hosts;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Races;

[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class WhenAllTests(ContractHostKind kind) : ContractFixture(kind)
{
    private static readonly StepConfig Once = new() { Retry = RetryStrategy.None };

    [Test]
    public async Task WhenAll_OfOneType_GivesTheValuesInTheOrderOfTheList()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var late = ctx.RunInChildContextAsync("late", async c =>
            {
                await c.WaitAsync(TimeSpan.FromMinutes(1));
                return 1;
            });
            return await ctx.WhenAllAsync(late, ctx.StepAsync("s", () => 2));
        });

        live.Should().Equal(1, 2);
        replayed.Should().Equal(live);
    }

    [Test]
    public async Task WhenAll_InEveryNaturalForm_Compiles()
    {
        var value = await ValueAsync(async ctx =>
        {
            DurableTask nothing = ctx.WaitAsync(TimeSpan.FromSeconds(1));
            DurableTask<int> number = ctx.StepAsync("n", () => 1);
            DurableTask<string> text = ctx.StepAsync("t", () => "a");
            Task<int> handedOn = number;

            await ctx.WhenAllAsync();
            await ctx.WhenAllAsync(nothing);
            await ctx.WhenAllAsync(nothing, number);
            await ctx.WhenAllAsync(number, text);
            await ctx.WhenAllAsync(nothing, number, text, handedOn);
            await ctx.WhenAllAsync([nothing, text]);
            await ctx.WhenAllAsync(new List<Task> { nothing, number });
            await ctx.WhenAllAsync(new List<DurableTask> { nothing });
            await ctx.WhenAllSettledAsync(nothing, number, text);
            int[] one = await ctx.WhenAllAsync(number);
            int[] two = await ctx.WhenAllAsync(number, number);
            int[] mixed = await ctx.WhenAllAsync(number, handedOn);
            int[] listed = await ctx.WhenAllAsync([number, number, number]);
            int[] queried = await ctx.WhenAllAsync(Enumerable.Range(0, 5).Select(i => ctx.StepAsync(null, () => i)).ToList());
            var winners = await ctx.WhenAnyAsync(number, text, nothing)
                + await ctx.WhenAnyAsync([text, nothing])
                + await ctx.WhenAnyAsync(new List<DurableTask<int>> { number })
                + await ctx.WhenAnyAsync(new Task[] { nothing });
            return one.Length + two.Length + mixed.Length + listed.Length + queried.Sum() + winners;
        });

        value.Should().Be(1 + 2 + 2 + 3 + 10);
    }

    [Test]
    public async Task WhenAll_SeveralFailures_ThrowsTheFirstInTheListAfterAllHaveEnded()
    {
        var begin = Host.Clock.GetUtcNow();

        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var good = ctx.WaitAsync(TimeSpan.FromMinutes(1));
            var late = ctx.RunInChildContextAsync<int>("late", async c =>
            {
                await c.WaitAsync(TimeSpan.FromSeconds(30));
                throw new InvalidDataException("late");
            });
            var early = ctx.StepAsync<int>("early", () => throw new InvalidDataException("early"), Once);
            try
            {
                await ctx.WhenAllAsync(good, late, early);
                return "nothing thrown";
            }
            catch (OperationFailedException failed)
            {
                return $"{failed.GetType().Name} {failed.Message} {(ctx.UtcNow - begin).TotalSeconds}";
            }
        });

        live.Should().Be("ChildContextFailedException late 60");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task WhenAllSettled_Failures_AreLeftToWhoeverAwaitsEach()
    {
        var begin = Host.Clock.GetUtcNow();

        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var bad = ctx.StepAsync<int>("bad", () => throw new InvalidDataException("bad"), Once);
            var good = ctx.WaitAsync(TimeSpan.FromMinutes(1));
            await ctx.WhenAllSettledAsync(bad, good);
            return $"{bad.Status} {good.Status} {(ctx.UtcNow - begin).TotalSeconds}";
        });

        live.Should().Be("Faulted RanToCompletion 60");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task WhenAll_OnRecord_IsNothing()
    {
        var run = await RunAsync(async ctx =>
        {
            await ctx.WhenAllAsync(ctx.WaitAsync("a", TimeSpan.FromSeconds(1)), ctx.WaitAsync("b", TimeSpan.FromSeconds(2)));
            await ctx.WhenAllSettledAsync();
            return 1;
        });

        run.Execution.Operations.Select(o => o.Name).Should().Equal("a", "b");
    }

    [Test]
    public async Task WhenAll_OfWaits_SuspendsAndEndsWithTheLongest()
    {
        Host.AutoAdvance = false;
        var execution = await StartAsync(async ctx =>
        {
            await ctx.WhenAllAsync(ctx.WaitAsync(TimeSpan.FromHours(1)), ctx.WaitAsync(TimeSpan.FromHours(3)), ctx.WaitAsync(TimeSpan.FromHours(2)));
            return ctx.UtcNow;
        });
        var begin = Host.Clock.GetUtcNow();
        await execution.WhenQuietAsync().WaitAsync(HangGuard);

        Host.AutoAdvance = true;
        var outcome = await OutcomeOf(execution);

        outcome.Value<DateTimeOffset>().Should().Be(begin.AddHours(3));
    }

    [Test]
    public async Task WhenAll_InABranchThatIsReleased_EndsAsCanceled()
    {
        var waiting = new Gate();

        var value = await ValueAsync(async ctx =>
        {
            await using var p = ctx.Parallel("scope", c => c.FirstSuccessful());
            p.Branch("winner", b => b.StepAsync("s", () => waiting.Opened));
            var loser = p.Branch("loser", async b =>
            {
                var all = b.WhenAllSettledAsync(b.WaitAsync(TimeSpan.FromDays(1)), b.WaitAsync(TimeSpan.FromDays(2)));
                waiting.Open();
                await all;
            });
            await p.JoinAsync();
            return loser.Status;
        });

        value.Should().Be(BranchStatus.Canceled);
    }
}
