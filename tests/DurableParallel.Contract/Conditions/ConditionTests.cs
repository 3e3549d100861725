using System.Collections.Concurrent;
using DurableParallel.Contract.Errors;
using DurableParallel.Contract.Hosts;
using DurableParallel.Records;
using DurableParallel.Testing;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Conditions;

[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class ConditionTests(ContractHostKind kind) : ContractFixture(kind)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Test]
    public async Task Condition_ThatHoldsAtTheThirdCheck_IsOnRecordAsAStepWithItsStates()
    {
        var attempts = new ConcurrentQueue<int>();
        var begin = Host.Clock.GetUtcNow();

        var run = await RunAsync(ctx => ctx.WaitForConditionAsync(
            "ready",
            (count, check) =>
            {
                attempts.Enqueue(check.Attempt);
                return Task.FromResult(count + 10);
            },
            CountUntil(30, TimeSpan.FromHours(1))));

        run.Value.Should().Be(30);
        attempts.Should().Equal(1, 2, 3);
        (Host.Clock.GetUtcNow() - begin).Should().Be(TimeSpan.FromHours(2));
        run.Operation("ready").Record.Should().BeEquivalentTo(
            new { Type = OperationType.Step, SubType = OperationSubTypes.WaitForCondition, Status = OperationStatus.Succeeded, Attempt = 3, Payload = "30" });
        run.Execution.Updates.Select(u => (u.Action, u.Payload)).Should().Equal(
            (OperationAction.Start, null),
            (OperationAction.Retry, "10"),
            (OperationAction.Start, null),
            (OperationAction.Retry, "20"),
            (OperationAction.Start, null),
            (OperationAction.Succeed, "30"));
    }

    [Test]
    public async Task State_BetweenChecks_IsTheSerialisedOneForCheckStrategyAndCaller()
    {
        var seenByCheck = new ConcurrentQueue<int>();
        var seenByStrategy = new ConcurrentQueue<int>();

        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var state = await ctx.WaitForConditionAsync(
                "c",
                (before, _) =>
                {
                    seenByCheck.Enqueue(before.Lost);
                    return Task.FromResult(new Lossy { Kept = before.Kept + 1, Lost = 5 });
                },
                new WaitForConditionConfig<Lossy>
                {
                    InitialState = new Lossy { Lost = 7 },
                    Strategy = WaitStrategy<Lossy>.Fixed(after =>
                    {
                        seenByStrategy.Enqueue(after.Lost);
                        return after.Kept == 2;
                    }, Minute),
                });
            return $"{state.Kept} {state.Lost}";
        });

        live.Should().Be("2 0");
        replayed.Should().Be(live);
        seenByCheck.Should().Equal(0, 0);
        seenByStrategy.Should().Equal(0, 0);
    }

    [Test]
    public async Task InitialState_ThatACheckChanges_IsNotChangedForTheNextLife()
    {
        var inside = new Gate();
        var seen = new ConcurrentQueue<int>();
        var config = new WaitForConditionConfig<List<int>> { InitialState = [1], Strategy = WaitStrategy<List<int>>.Fixed(static _ => true, Minute) };
        var execution = await StartAsync(ctx => ctx.WaitForConditionAsync(
            "c",
            async (state, _) =>
            {
                seen.Enqueue(state.Count);
                state.Add(2);
                if (!inside.IsOpen)
                {
                    inside.Open();
                    await new TaskCompletionSource().Task;
                }

                return state;
            },
            config));
        await inside.Opened.WaitAsync(HangGuard);

        await Host.CrashAsync();
        await Host.RestartAsync();
        var outcome = await OutcomeOf(execution);

        outcome.Value<int[]>().Should().Equal(1, 2);
        seen.Should().Equal(1, 1);
    }

    [Test]
    public async Task Check_Interrupted_RunsAgainWithTheSameStateAndNumber()
    {
        var inside = new Gate();
        var seen = new ConcurrentQueue<string>();
        var execution = await StartAsync(ctx => ctx.WaitForConditionAsync(
            "c",
            async (count, check) =>
            {
                seen.Enqueue($"{check.Attempt}:{count}");
                if (check.Attempt == 2 && !inside.IsOpen)
                {
                    inside.Open();
                    await new TaskCompletionSource().Task;
                }

                return count + 1;
            },
            CountUntil(3, Minute)));
        await inside.Opened.WaitAsync(HangGuard);

        await Host.CrashAsync();
        await Host.RestartAsync();
        var outcome = await OutcomeOf(execution);

        outcome.Value<int>().Should().Be(3);
        seen.Should().Equal("1:0", "2:1", "2:1", "3:2");
    }

    [Test]
    public async Task CrashAtEveryCheckpoint_OfAPoll_ComesToTheSame([Values(FaultKind.CrashBefore, FaultKind.CrashAfter, FaultKind.LoseAcknowledgement)] FaultKind fault)
    {
        var undisturbed = FaultPlan.CountOnly();
        (await RunAsync(PollAsync, undisturbed)).Value.Should().Be("3, gave up at 2");

        for (var k = 1; k <= undisturbed.Checkpoints; k++)
        {
            var plan = FaultPlan.Create(fault, k);
            var run = await RunAsync(PollAsync, plan);

            run.Value.Should().Be("3, gave up at 2", "of {0}", plan);
            plan.HasFired.Should().BeTrue();
            run.Operation("holds").Record.Attempt.Should().Be(3, "of {0}", plan);
        }

        static async Task<string> PollAsync(DurableContext ctx)
        {
            var holds = await ctx.WaitForConditionAsync("holds", (count, _) => Task.FromResult(count + 1), CountUntil(3, Minute));
            try
            {
                await ctx.WaitForConditionAsync("never", (count, _) => Task.FromResult(count + 1), CountUntil(9, Minute, maxAttempts: 2));
                return "held";
            }
            catch (WaitForConditionFailedException failed)
            {
                return $"{holds}, gave up at {failed.LastState}";
            }
        }
    }

    [Test]
    public async Task Delay_TheProcessDownWhenItIsDue_IsOverAtTheRestart()
    {
        Host.AutoAdvance = false;
        var checks = 0;
        var execution = await StartAsync(ctx => ctx.WaitForConditionAsync(
            "c",
            (count, _) =>
            {
                Interlocked.Increment(ref checks);
                return Task.FromResult(count + 1);
            },
            CountUntil(2, TimeSpan.FromDays(2))));
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        var checksBefore = Volatile.Read(ref checks);

        await Host.CrashAsync();
        Host.Clock.Advance(TimeSpan.FromDays(3));
        await Host.RestartAsync();
        var outcome = await OutcomeOf(execution);

        outcome.Value<int>().Should().Be(2);
        checksBefore.Should().Be(1);
        checks.Should().Be(2);
    }

    [TestCase(0, 1, 1)]
    [TestCase(400, 400, 1)]
    [TestCase(1001, 1001, 2)]
    public async Task Delay_FractionOfASecond_IsExactToTheMillisecondWhereTheHostIs(int milliseconds, int expected, int wholeSeconds)
    {
        var begin = Host.Clock.GetUtcNow();

        await RunAsync(ctx => ctx.WaitForConditionAsync("c", (count, _) => Task.FromResult(count + 1), CountUntil(2, TimeSpan.FromMilliseconds(milliseconds))));

        (Host.Clock.GetUtcNow() - begin).Should().Be(Host.Traits.HasWholeSeconds ? TimeSpan.FromSeconds(wholeSeconds) : TimeSpan.FromMilliseconds(expected));
    }

    [Test]
    public async Task Check_ThatThrows_FailsTheWaitAtOnceWithTheSameErrorLiveAndReplayed()
    {
        var checks = 0;

        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            try
            {
                await ctx.WaitForConditionAsync<int>(
                    "c",
                    (_, _) =>
                    {
                        checks++;
                        throw new InvalidDataException("broken");
                    },
                    CountUntil(3, Minute));
                throw new InvalidOperationException("It held.");
            }
            catch (WaitForConditionFailedException failed)
            {
                return (failed.Error, failed.IsCausedBy<InvalidDataException>() && !failed.IsCausedBy<WaitForConditionFailedException>(), failed.LastState);
            }
        });

        live.Error.Should().BeEquivalentTo(new { ErrorType = typeof(InvalidDataException).FullName, ErrorMessage = "broken" });
        live.Item2.Should().BeTrue();
        live.LastState.Should().BeNull();
        replayed.Should().Be(live);
        checks.Should().Be(1);
    }

    [Test]
    public async Task Checks_Exhausted_FailWithTheLastState()
    {
        var (live, replayed) = await LiveAndReplayedAsync(ctx => ExhaustedAsync(ctx, "some \"state\" of größe"));

        live.Error.ErrorType.Should().Be("DurableParallel.WaitForConditionFailedException");
        live.Error.ErrorMessage.Should().Contain("Condition 'never'").And.Contain("after 2 checks").And.EndWith("[DP1012] docs/errors/DP1012.md");
        live.LastState.Should().Be("\"some \\\"state\\\" of größe\"", "it is the payload");
        live.IsCausedBy<WaitForConditionFailedException>().Should().BeTrue();
        live.IsCausedBy<OperationFailedException>().Should().BeTrue();
        live.IsCausedBy<InvalidDataException>().Should().BeFalse();
        replayed.Error.Should().Be(live.Error);
        replayed.LastState.Should().Be(live.LastState);
    }

    [Test]
    public async Task Checks_ExhaustedWithAStateThatIsTooLargeForAnError_SaySo()
    {
        var (live, replayed) = await LiveAndReplayedAsync(ctx => ExhaustedAsync(ctx, new string('"', 40_000)));

        live.LastState.Should().BeNull();
        live.Message.Should().Contain("too large").And.EndWith("[DP1012] docs/errors/DP1012.md");
        live.IsCausedBy<OperationFailedException>().Should().BeTrue();
        replayed.Error.Should().Be(live.Error);
    }

    [Test]
    public async Task Checks_ExhaustedBelowAChildContext_KeepTheRootsError()
    {
        var seen = await ValueAsync(async ctx =>
        {
            try
            {
                return await ctx.RunInChildContextAsync("child", child => child.WaitForConditionAsync("c", (count, _) => Task.FromResult(count + 1), CountUntil(5, Minute, 1)));
            }
            catch (ChildContextFailedException failed) when (failed.IsCausedBy<WaitForConditionFailedException>())
            {
                return failed.Error.ErrorData!.Contains("\"LastState\":\"1\"", StringComparison.Ordinal) ? -1 : -2;
            }
        });

        seen.Should().Be(-1);
    }

    [Test]
    public async Task Strategy_ThatThrowsOrAsksForTheImpossible_FailsTheWait([Values("throws", "negative delay")] string rule)
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            try
            {
                await ctx.WaitForConditionAsync("c", (count, _) => Task.FromResult(count), new WaitForConditionConfig<int>
                {
                    InitialState = 1,
                    Strategy = WaitStrategy<int>.Custom((_, _) => rule == "throws" ? throw new InvalidDataException("rule") : WaitDecision.After(-Minute)),
                });
                return "nothing thrown";
            }
            catch (WaitForConditionFailedException failed)
            {
                return failed.Error.ErrorType;
            }
        });

        live.Should().Be((rule == "throws" ? typeof(InvalidDataException) : typeof(ArgumentOutOfRangeException)).FullName);
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Strategy_OfTheUser_IsGivenStateAndNumber()
    {
        var begin = Host.Clock.GetUtcNow();

        var value = await ValueAsync(ctx => ctx.WaitForConditionAsync("c", (text, check) => Task.FromResult($"{text}{check.Attempt}"), new WaitForConditionConfig<string>
        {
            InitialState = "s",
            Strategy = WaitStrategy<string>.Custom((text, attempt) => text.Length > 3 ? WaitDecision.Stop : WaitDecision.After(TimeSpan.FromSeconds(attempt * 10))),
        }));

        value.Should().Be("s123");
        (Host.Clock.GetUtcNow() - begin).Should().Be(TimeSpan.FromSeconds(30));
    }

    [Test]
    public async Task State_WithoutAPayload_FailsTheWaitBeforeItIsLost()
    {
        var seen = await ValueAsync(async ctx =>
        {
            try
            {
                await ctx.WaitForConditionAsync("c", (count, _) => Task.FromResult(count), CountUntil(2, Minute) with
                {
                    Serializer = DurableSerializer.For<int>(static _ => null, static _ => 0),
                });
                return "nothing thrown";
            }
            catch (WaitForConditionFailedException failed)
            {
                return failed.Message;
            }
        });

        seen.Should().Contain("no payload").And.EndWith("[DP2004] docs/errors/DP2004.md");
    }

    [Test]
    public async Task Arguments_ThatAreMissing_AreRefusedBeforeAnythingIsWritten()
    {
        var run = await RunAsync(ctx =>
        {
            var calls = new Action[]
            {
                () => ctx.WaitForConditionAsync("c", null!, CountUntil(1, Minute)),
                () => ctx.WaitForConditionAsync<int>("c", (s, _) => Task.FromResult(s), null!),
                () => ctx.WaitForConditionAsync("c", (s, _) => Task.FromResult(s), new WaitForConditionConfig<int> { InitialState = 1, Strategy = null! }),
                () => ctx.WaitForConditionAsync("tab\t", (s, _) => Task.FromResult(s), CountUntil(1, Minute)),
            };
            return Task.FromResult(calls.Count(call =>
            {
                try
                {
                    call();
                    return false;
                }
                catch (ArgumentException)
                {
                    return true;
                }
            }));
        });

        run.Value.Should().Be(4);
        run.Execution.Operations.Should().BeEmpty();
    }

    [Test]
    public async Task Condition_InARaceWithAWait_LosesIt()
    {
        var begin = Host.Clock.GetUtcNow();

        var winner = await ValueAsync(ctx => ctx.WhenAnyAsync(
            ctx.WaitForConditionAsync("never", (count, _) => Task.FromResult(count), CountUntil(1, Minute)),
            ctx.WaitAsync("deadline", TimeSpan.FromSeconds(150))));

        winner.Should().Be(1);
        (Host.Clock.GetUtcNow() - begin).Should().Be(TimeSpan.FromSeconds(150));
    }

    [Test]
    public async Task Condition_InABranchThatIsReleased_EndsAsCanceled()
    {
        var value = await ValueAsync(async ctx =>
        {
            await using var p = ctx.Parallel("scope", c => c.FirstSuccessful());
            p.Branch("winner", b => b.WaitAsync(TimeSpan.FromMinutes(5)));
            var loser = p.Branch("loser", b => b.WaitForConditionAsync("never", (count, _) => Task.FromResult(count), CountUntil(1, TimeSpan.FromDays(1))));
            await p.JoinAsync();
            return loser.Status;
        });

        value.Should().Be(BranchStatus.Canceled);
    }

    [Test]
    public async Task Drift_AStepWhereThereWasACondition_Blocks()
    {
        var outcome = await RedeployedAsync(
            ctx => ctx.WaitForConditionAsync("c", (count, _) => Task.FromResult(count + 1), CountUntil(1, Minute)),
            ctx => ctx.StepAsync("c", () => 1));

        DriftOf(outcome).Should().Contain("the wait for a condition 'c'").And.Contain("the step 'c'");
    }

    private static WaitForConditionConfig<int> CountUntil(int goal, TimeSpan delay, int? maxAttempts = null) =>
        new() { InitialState = 0, Strategy = WaitStrategy<int>.Fixed(count => count >= goal, delay, maxAttempts) };

    private static async Task<WaitForConditionFailedException> ExhaustedAsync(DurableContext ctx, string state)
    {
        try
        {
            await ctx.WaitForConditionAsync("never", (_, _) => Task.FromResult(state), new WaitForConditionConfig<string>
            {
                InitialState = "begin",
                Strategy = WaitStrategy<string>.Fixed(static _ => false, Minute, maxAttempts: 2),
            });
            throw new InvalidOperationException("It held.");
        }
        catch (WaitForConditionFailedException failed)
        {
            return failed;
        }
    }
}
