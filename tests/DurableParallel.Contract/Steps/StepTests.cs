using DurableParallel.Contract.Errors;
using DurableParallel.Contract.Hosts;
using DurableParallel.Records;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Steps;

[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class StepTests(ContractHostKind kind) : ContractFixture(kind)
{
    private static readonly StepConfig Once = new() { Retry = RetryStrategy.None };

    [Test]
    public async Task Value_WhoseSerialisedFormLosesAMember_IsSeenAsSuchLive()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var value = await ctx.StepAsync("s", () => new Lossy { Kept = 1, Lost = 2 });
            return $"{value.Kept} {value.Lost}";
        });

        live.Should().Be("1 0");
        replayed.Should().Be("1 0");
    }

    [Test]
    public async Task Value_OfABranchAndAChild_IsTheSerialisedOneToo()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            await using var p = ctx.Parallel();
            var branch = p.Branch("b", _ => Task.FromResult(new Lossy { Kept = 1, Lost = 2 }));
            await p.JoinAsync();
            var child = await ctx.RunInChildContextAsync("c", _ => Task.FromResult(new Lossy { Kept = 3, Lost = 4 }));
            return $"{branch.Result.Kept} {branch.Result.Lost} {child.Kept} {child.Lost}";
        });

        live.Should().Be("1 0 3 0");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Bodies_OfEveryForm_Run()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var effects = 0;
            var sum = await ctx.StepAsync("1", () => 1)
                + await ctx.StepAsync("2", s => s.Attempt * 2)
                + await ctx.StepAsync("3", async () =>
                {
                    await Task.Yield();
                    return 4;
                })
                + await ctx.StepAsync("4", async s =>
                {
                    await Task.Yield();
                    return s.Attempt * 8;
                });
            await ctx.StepAsync("5", () => { effects++; });
            await ctx.StepAsync("6", s => { effects += s.Attempt; });
            await ctx.StepAsync("7", async () =>
            {
                await Task.Yield();
                effects++;
            });
            await ctx.StepAsync("8", async s =>
            {
                await Task.Yield();
                effects += s.Attempt;
            });
            return (sum, effects);
        });

        live.Should().Be((15, 4));
        replayed.Should().Be((15, 0), "no body runs again");
    }

    [Test]
    public async Task Value_ThatIsNull_IsNullLiveAndReplayed()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx => await ctx.StepAsync("s", () => (string?)null) ?? "null");

        live.Should().Be("null");
        replayed.Should().Be("null");
    }

    [Test]
    public async Task Retry_WithDelays_WaitsInVirtualTime()
    {
        var attempts = new List<int>();
        var begin = Host.Clock.GetUtcNow();

        var run = await RunAsync(ctx => ctx.StepAsync(
            "flaky",
            s =>
            {
                attempts.Add(s.Attempt);
                return s.Attempt < 3 ? throw new InvalidDataException($"attempt {s.Attempt}") : "done";
            },
            new StepConfig { Retry = RetryStrategy.Fixed(3, TimeSpan.FromHours(2)) }));

        run.Value.Should().Be("done");
        attempts.Should().Equal(1, 2, 3);
        (Host.Clock.GetUtcNow() - begin).Should().Be(TimeSpan.FromHours(4));
        run.Operation("flaky").Record.Attempt.Should().Be(3);
        run.Execution.Updates.Select(u => u.Action).Should().Equal(
            OperationAction.Start,
            OperationAction.Retry,
            OperationAction.Start,
            OperationAction.Retry,
            OperationAction.Start,
            OperationAction.Succeed);
    }

    [Test]
    public async Task Retry_Exponential_GrowsTheDelay()
    {
        var begin = Host.Clock.GetUtcNow();

        await ValueAsync(ctx => ctx.StepAsync(
            "flaky",
            s => s.Attempt < 4 ? throw new InvalidDataException("again") : 1,
            new StepConfig { Retry = RetryStrategy.Exponential(4, TimeSpan.FromSeconds(2), rate: 3, jitter: Jitter.None) }));

        (Host.Clock.GetUtcNow() - begin).Should().Be(TimeSpan.FromSeconds(2 + 6 + 18));
    }

    [Test]
    public async Task Retry_Default_IsSixAttempts()
    {
        var attempts = 0;

        var run = await RunAsync(async ctx =>
        {
            try
            {
                await ctx.StepAsync("broken", () =>
                {
                    attempts++;
                    throw new InvalidDataException("always");
                });
                return "nothing thrown";
            }
            catch (StepFailedException exception)
            {
                return $"{exception.Message} {exception.IsCausedBy<InvalidDataException>()}";
            }
        });

        run.Value.Should().Be("always True");
        attempts.Should().Be(6);
        run.Operation("broken").Record.Attempt.Should().Be(6);
    }

    [Test]
    public async Task Retry_OnlyForSomeErrors_StopsAtOthers()
    {
        var attempts = 0;

        var seen = await ValueAsync(async ctx =>
        {
            try
            {
                await ctx.StepAsync(
                    "s",
                    () =>
                    {
                        attempts++;
                        throw new InvalidDataException("final");
                    },
                    new StepConfig { Retry = RetryStrategy.Fixed(5, TimeSpan.FromSeconds(1)).For<TimeoutException>() });
                return "nothing thrown";
            }
            catch (StepFailedException exception)
            {
                return exception.Message;
            }
        });

        seen.Should().Be("final");
        attempts.Should().Be(1);
    }

    [Test]
    public async Task Error_OfAStep_IsEqualLiveAndReplayed()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            try
            {
                await ctx.StepAsync<int>("s", () => throw new InvalidDataException("broken"), Once);
                return null;
            }
            catch (StepFailedException exception)
            {
                return exception.Error;
            }
        });

        live.Should().NotBeNull();
        live!.ErrorType.Should().Be("System.IO.InvalidDataException");
        live.ErrorMessage.Should().Be("broken");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task AtMostOnce_InterruptedWithoutRetry_FailsWithStepInterrupted()
    {
        var inside = new Gate();
        var runs = 0;
        var execution = await StartAsync(async ctx =>
        {
            try
            {
                await ctx.StepAsync(
                    "charge",
                    async () =>
                    {
                        Interlocked.Increment(ref runs);
                        inside.Open();
                        await new TaskCompletionSource().Task;
                    },
                    new StepConfig { Semantics = StepSemantics.AtMostOncePerRetry, Retry = RetryStrategy.None });
                return "went on";
            }
            catch (StepFailedException exception)
            {
                return $"{exception.Error.ErrorType} {exception.IsCausedBy<StepInterruptedException>()}";
            }
        });
        await inside.Opened.WaitAsync(HangGuard);

        await Host.CrashAsync();
        await Host.RestartAsync();
        var outcome = await OutcomeOf(execution);

        outcome.Value<string>().Should().Be($"{typeof(StepInterruptedException).FullName} True");
        runs.Should().Be(1);
    }

    [Test]
    public async Task AtMostOnce_InterruptedWithRetry_RunsAsTheNextAttempt()
    {
        var inside = new Gate();
        var execution = await StartAsync(ctx => ctx.StepAsync(
            "charge",
            async s =>
            {
                if (s.Attempt == 1)
                {
                    inside.Open();
                    await new TaskCompletionSource().Task;
                }

                return s.Attempt;
            },
            new StepConfig { Semantics = StepSemantics.AtMostOncePerRetry, Retry = RetryStrategy.Fixed(2, TimeSpan.FromSeconds(1)) }));
        await inside.Opened.WaitAsync(HangGuard);

        await Host.CrashAsync();
        await Host.RestartAsync();
        var outcome = await OutcomeOf(execution);

        outcome.Value<int>().Should().Be(2);
    }

    [Test]
    public async Task AtMostOnce_InterruptedInALaterAttempt_GoesOnCountingFromThere()
    {
        var inside = new Gate();
        var execution = await StartAsync(ctx => ctx.StepAsync(
            "charge",
            async s =>
            {
                if (s.Attempt == 2)
                {
                    inside.Open();
                    await new TaskCompletionSource().Task;
                }

                return s.Attempt == 1 ? throw new InvalidDataException("again") : s.Attempt;
            },
            new StepConfig { Semantics = StepSemantics.AtMostOncePerRetry, Retry = RetryStrategy.Fixed(4, TimeSpan.FromSeconds(1)) }));
        await inside.Opened.WaitAsync(HangGuard);

        await Host.CrashAsync();
        await Host.RestartAsync();
        var outcome = await OutcomeOf(execution);

        outcome.Value<int>().Should().Be(3);
    }

    [Test]
    public async Task AtLeastOnce_Interrupted_RunsAgainAndIsNotStartedAgain()
    {
        var inside = new Gate();
        var runs = 0;
        var execution = await StartAsync(ctx => ctx.StepAsync("s", async s =>
        {
            if (Interlocked.Increment(ref runs) == 1)
            {
                inside.Open();
                await new TaskCompletionSource().Task;
            }

            return s.Attempt;
        }));
        await inside.Opened.WaitAsync(HangGuard);
        await UntilAsync(() => Host.Traits.FoldsStepStarts || execution.Updates.Count == 1);

        await Host.CrashAsync();
        await Host.RestartAsync();
        var outcome = await OutcomeOf(execution);

        outcome.Value<int>().Should().Be(1, "an attempt that did not end does not count");
        runs.Should().Be(2);
        execution.Updates.Select(u => u.Action).Should().Equal(OperationAction.Start, OperationAction.Succeed);
    }

    [Test]
    public async Task StepsStartedTogether_AwaitedWithWhenAll_AllEnd()
    {
        var meeting = new Meeting(3);

        var value = await ValueAsync(async ctx =>
        {
            var steps = Enumerable.Range(1, 3).Select(i => ctx.StepAsync($"s{i}", async () =>
            {
                await meeting.ArriveAsync();
                return i;
            })).ToList();
            return (await Task.WhenAll(steps)).Sum();
        });

        value.Should().Be(6);
    }
}
