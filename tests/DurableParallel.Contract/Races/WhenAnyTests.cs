using DurableParallel.Contract.Hosts;
using DurableParallel.Records;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Races;

[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class WhenAnyTests(ContractHostKind kind) : ContractFixture(kind)
{
    private static readonly StepConfig Once = new() { Retry = RetryStrategy.None };

    [Test]
    public async Task Race_OfTwoWaits_IsWonByTheShorterAndKeepsNobodyForTheLonger()
    {
        var begin = Host.Clock.GetUtcNow();

        var run = await RunAsync(async ctx =>
        {
            var day = ctx.WaitAsync("day", TimeSpan.FromDays(1));
            var minute = ctx.WaitAsync("minute", TimeSpan.FromMinutes(1));
            return await ctx.WhenAnyAsync(day, minute);
        });

        run.Value.Should().Be(1);
        (Host.Clock.GetUtcNow() - begin).Should().Be(TimeSpan.FromMinutes(1));
        run.Operation("day").Record.Status.Should().Be(OperationStatus.Started);
    }

    [Test]
    public async Task Race_OnRecord_IsOneSuccessWithThePlaceOfTheWinner()
    {
        var run = await RunAsync(async ctx =>
        {
            var hour = ctx.WaitAsync(TimeSpan.FromHours(1));
            var step = ctx.StepAsync("s", () => 7);
            return await ctx.WhenAnyAsync(hour, step);
        });

        var race = run.Execution.Operations.Single(o => o.Record.SubType == OperationSubTypes.WhenAny);
        race.Record.Should().BeEquivalentTo(new { Type = OperationType.Step, Status = OperationStatus.Succeeded, Name = (string?)null, Payload = "1" });
        run.Execution.Updates.Where(u => u.Hex == race.Hex).Select(u => u.Action).Should().Equal(OperationAction.Succeed);
    }

    [Test]
    public async Task Race_SeveralEndedWhenItIsCalled_IsWonByTheFirstInTheList()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var pending = ctx.WaitAsync(TimeSpan.FromDays(1));
            var first = ctx.StepAsync("first", () => 1);
            var second = ctx.StepAsync("second", () => 2);
            await ctx.WhenAllAsync(first, second);
            return $"{await ctx.WhenAnyAsync(pending, second, first)} {await ctx.WhenAnyAsync(first, second)}";
        });

        live.Should().Be("1 0");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Race_TheSameOperationTwice_HasItsFirstPlace()
    {
        var winner = await ValueAsync(ctx =>
        {
            var wait = ctx.WaitAsync(TimeSpan.FromSeconds(1));
            return ctx.WhenAnyAsync(ctx.WaitAsync(TimeSpan.FromHours(1)), wait, wait);
        });

        winner.Should().Be(1);
    }

    [Test]
    public async Task Race_WonByAFailure_DoesNotThrowAndTheWinnerDoes()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var hour = ctx.WaitAsync(TimeSpan.FromHours(1));
            var broken = ctx.StepAsync<int>("broken", () => throw new InvalidDataException("broken"), Once);
            var winner = await ctx.WhenAnyAsync(hour, broken);
            try
            {
                return $"{winner} {await broken}";
            }
            catch (StepFailedException failed)
            {
                return $"{winner} {failed.Message}";
            }
        });

        live.Should().Be("1 broken");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Loser_AfterTheRace_MayBeAwaitedAndRacedAgain()
    {
        var begin = Host.Clock.GetUtcNow();

        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var slow = ctx.WaitAsync(TimeSpan.FromSeconds(9));
            var middle = ctx.WaitAsync(TimeSpan.FromSeconds(5));
            var first = await ctx.WhenAnyAsync(slow, middle, ctx.WaitAsync(TimeSpan.FromSeconds(1)));
            var second = await ctx.WhenAnyAsync(slow, middle);
            await slow;
            return $"{first} {second} {(ctx.UtcNow - begin).TotalSeconds}";
        });

        live.Should().Be("2 1 9");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Loser_ThatIsARunningStep_IsNotAbandonedAndEndsOnce()
    {
        Host.AutoAdvance = false;
        var release = new Gate();
        var runs = 0;
        var execution = await StartAsync(async ctx =>
        {
            var step = ctx.StepAsync("work", async () =>
            {
                Interlocked.Increment(ref runs);
                await release.Opened;
                return 5;
            });
            var winner = await ctx.WhenAnyAsync(step, ctx.WaitAsync(TimeSpan.FromSeconds(1)));
            await ctx.WaitAsync("after", TimeSpan.FromSeconds(1));
            return $"{winner} {await step}";
        });
        await UntilAsync(() => execution.Updates.Any(u => u.Type == OperationType.Wait));

        Host.Clock.Advance(TimeSpan.FromSeconds(1));
        await UntilAsync(() => execution.Updates.Count(u => u.Type == OperationType.Wait) == 2);
        release.Open();
        Host.AutoAdvance = true;
        var outcome = await OutcomeOf(execution);

        outcome.Value<string>().Should().Be("1 5");
        runs.Should().Be(1);
    }

    [Test]
    public async Task UtcNow_AfterARace_IsTheRecordedEndOfTheRace()
    {
        var begin = Host.Clock.GetUtcNow();

        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            await ctx.WhenAnyAsync(ctx.WaitAsync(TimeSpan.FromHours(5)), ctx.WaitAsync(TimeSpan.FromMinutes(3)));
            return ctx.UtcNow - begin;
        });

        live.Should().Be(TimeSpan.FromMinutes(3));
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Race_HandedToACombinatorOfTheFramework_WorksAndSuspends()
    {
        var begin = Host.Clock.GetUtcNow();

        var value = await ValueAsync(async ctx =>
        {
            var race = ctx.WhenAnyAsync(ctx.WaitAsync(TimeSpan.FromHours(2)), ctx.WaitAsync(TimeSpan.FromHours(1)));
            await Task.WhenAll(race, ctx.WaitAsync(TimeSpan.FromMinutes(90)));
            return await race;
        });

        value.Should().Be(1);
        (Host.Clock.GetUtcNow() - begin).Should().Be(TimeSpan.FromMinutes(90));
    }

    [Test]
    public async Task Race_OfAllOfTwoAndADeadline_IsWonByAll()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var first = ctx.WaitAsync(TimeSpan.FromSeconds(1));
            var second = ctx.WaitAsync(TimeSpan.FromSeconds(2));
            return await ctx.WhenAnyAsync(ctx.WaitAsync(TimeSpan.FromMinutes(1)), ctx.WhenAllAsync(first, second));
        });

        live.Should().Be(1);
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Races_AgainstOneDeadlineInALoop_EachHaveTheirRecord()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var deadline = ctx.WaitAsync("deadline", TimeSpan.FromSeconds(10));
            var rounds = 0;
            while (await ctx.WhenAnyAsync(deadline, ctx.WaitAsync(TimeSpan.FromSeconds(3))) != 0)
            {
                rounds++;
            }

            return rounds;
        });

        live.Should().Be(3);
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Race_InABranchThatIsReleased_EndsAsCanceled()
    {
        var racing = new Gate();

        var run = await RunAsync(async ctx =>
        {
            var seen = "nothing";
            await using var p = ctx.Parallel("scope", c => c.FirstSuccessful());
            p.Branch("winner", b => b.StepAsync("s", async () =>
            {
                await racing.Opened;
                return 1;
            }));
            var loser = p.Branch("loser", async b =>
            {
                var race = b.WhenAnyAsync(b.WaitAsync(TimeSpan.FromDays(1)), b.WaitAsync(TimeSpan.FromDays(2)));
                racing.Open();
                try
                {
                    return await race;
                }
                catch (OperationCanceledException)
                {
                    seen = "canceled";
                    throw;
                }
            });
            await p.JoinAsync();
            return $"{seen} {loser.Status}";
        });

        run.Value.Should().Be("canceled Canceled");
        run.Execution.Operations.Should().NotContain(o => o.Record.SubType == OperationSubTypes.WhenAny);
    }

    [Test]
    public async Task Race_OfSiblingsFutures_IsWonByTheFirstThatEnds()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            await using var p = ctx.Parallel("scope");
            var slow = p.Branch("slow", b => b.WaitAsync(TimeSpan.FromMinutes(2)));
            var fast = p.Branch("fast", b => b.WaitAsync(TimeSpan.FromMinutes(1)));
            var watcher = p.Branch("watcher", b => b.WhenAnyAsync(slow.AsTask(), fast.AsTask()));
            await p.JoinAsync();
            return watcher.Result;
        });

        live.Should().Be(1);
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Race_OfOperationsOfAnotherContext_IsLegal()
    {
        var winner = await ValueAsync(async ctx =>
        {
            var deadline = ctx.WaitAsync("deadline", TimeSpan.FromMinutes(1));
            return await ctx.RunInChildContextAsync("child", child => child.WhenAnyAsync(child.WaitAsync(TimeSpan.FromMinutes(5)), deadline));
        });

        winner.Should().Be(1);
    }

    [Test]
    public async Task Races_OnEachOthersFutures_AreANamedDeadlock()
    {
        var run = await RunAsync(async ctx =>
        {
            await using var p = ctx.Parallel("scope");
            DurableFuture<int>? second = null;
            var first = p.Branch("first-branch", b => b.WhenAnyAsync(second!.AsTask()));
            second = p.Branch("second-branch", async b =>
            {
                await b.WhenAllAsync(first.AsTask());
                return 1;
            });
            await p.JoinAsync();
            return second.Result;
        });

        run.Outcome.Status.Should().Be(ContractStatus.Failed);
        run.Outcome.Error!.ErrorType.Should().Be(typeof(InvalidOperationException).FullName);
        run.Outcome.Error.ErrorMessage.Should().Contain("Deadlock").And.Contain("first-branch").And.Contain("second-branch");
        run.Execution.Operations.Should().NotContain(o => o.Record.SubType == OperationSubTypes.WhenAny, "a deadlock decides no race");
    }

    [Test]
    public async Task Races_OnFuturesThatOneCanEnd_AreNoDeadlock()
    {
        var value = await ValueAsync(async ctx =>
        {
            await using var p = ctx.Parallel("scope");
            DurableFuture<int>? second = null;
            var first = p.Branch("first", b => b.WhenAnyAsync(second!.AsTask(), b.WaitAsync(TimeSpan.FromMinutes(1))));
            second = p.Branch("second", b => b.WhenAnyAsync(first.AsTask()));
            await p.JoinAsync();
            return $"{first.Result} {second.Result}";
        });

        value.Should().Be("1 0");
    }

    [Test]
    public async Task Drift_AStepWhereThereWasARace_Blocks()
    {
        var outcome = await RedeployedAsync(
            ctx => ctx.WhenAnyAsync(ctx.StepAsync("s", () => 1)),
            async ctx => await ctx.StepAsync("s", () => 1) + await ctx.StepAsync("t", () => 1));

        DriftOf(outcome).Should().Contain("the race").And.Contain("the step 't'");
    }

    [Test]
    public async Task Drift_AListThatIsTooShortForTheWinner_Blocks()
    {
        var outcome = await RedeployedAsync(ctx => RaceAsync(ctx, 2), ctx => RaceAsync(ctx, 1));

        DriftOf(outcome).Should().Contain("Operation 1 of the list has won").And.Contain("1 operation.");

        static async Task<int> RaceAsync(DurableContext ctx, int count)
        {
            var day = ctx.WaitAsync("day", TimeSpan.FromDays(1));
            var step = ctx.StepAsync("s", () => 1);
            return await ctx.WhenAnyAsync(new Task[] { day, step }[..count]);
        }
    }
}
