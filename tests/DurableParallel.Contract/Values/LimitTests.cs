using DurableParallel.Contract.Hosts;
using DurableParallel.Testing;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Values;

/// <summary>What a host that enforces limits refuses, before anything of it is on record.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class LimitTests(ContractHostKind kind) : ContractFixture(kind)
{
    private const int Quarter = 256 * 1024;
    private static readonly string Refused = typeof(DurableLimitException).FullName!;

    [Test]
    public async Task Step_WithAResultOfTheLimit_Passes()
    {
        await EnforceAsync(DurableLimits.Aws);

        var length = await ValueAsync(async ctx => (await ctx.StepAsync("s", () => Text(Quarter))).Length);

        length.Should().Be(Quarter - 2);
    }

    [Test]
    public async Task Step_WithAResultBeyondTheLimit_FailsWithNothingOfItOnRecordAndNoRetry()
    {
        await EnforceAsync(DurableLimits.Aws);
        var attempts = 0;

        var run = await RunAsync(ctx => ctx.StepAsync("big", () =>
        {
            Interlocked.Increment(ref attempts);
            return Text(Quarter + 1);
        }));

        run.Outcome.Error!.ErrorType.Should().Be(Refused);
        run.Outcome.Error.ErrorMessage.Should().ContainAll("the step 'big'", "262145 bytes", "at most 262144", "DP3001");
        run.Operation("big").Record.Status.Should().Be(OperationStatus.Failed);
        run.Operation("big").Record.Error!.ErrorType.Should().Be(Refused);
        run.Execution.Updates.Should().OnlyContain(update => update.Payload == null);
        attempts.Should().Be(1);
    }

    [Test]
    public async Task Step_BeyondTheLimitInBytesThoughNotInCharacters_IsRefusedLiveAsReplayed()
    {
        await EnforceAsync(DurableLimits.Aws);

        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            try
            {
                return (await ctx.StepAsync("s", () => new string('ä', Quarter / 2))).Length.ToString(System.Globalization.CultureInfo.InvariantCulture);
            }
            catch (StepFailedException failed)
            {
                return $"{failed.IsCausedBy<DurableLimitException>()} {failed.Message}";
            }
        });

        live.Should().StartWith("True ").And.Contain("262146 bytes");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Operation_BeyondTheLastThatIsAllowed_IsRefusedAndNothingOfItIsRecorded()
    {
        await EnforceAsync(new DurableLimits { MaxOperations = 3 });

        var run = await RunAsync(async ctx =>
        {
            for (var i = 1; i <= 4; i++)
            {
                await ctx.StepAsync($"s{i}", () => { });
            }

            return 0;
        });

        run.Outcome.Error!.ErrorType.Should().Be(Refused);
        run.Outcome.Error.ErrorMessage.Should().ContainAll("the step 's4'", "more than 3 operations");
        run.Execution.Operations.Select(operation => operation.Name).Should().Equal("s1", "s2", "s3");
    }

    [Test]
    public async Task Operation_BeyondTheLimitInABranch_IsNamedByItsPath()
    {
        await EnforceAsync(new DurableLimits { MaxOperations = 2 });

        var run = await RunAsync(async ctx =>
        {
            await ctx.ParallelAsync("checks", p => p.Branch("validate", b => b.StepAsync("a/b", () => 1)));
            return 0;
        });

        run.Outcome.Error!.ErrorMessage.Should().Contain(@"the step 'a/b' at 'checks/validate/a\/b'");
    }

    [Test]
    public async Task Operation_BeyondTheLimit_IsRefusedInEachRunAndTheFunctionMayGoOn()
    {
        await EnforceAsync(new DurableLimits { MaxOperations = 2 });

        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var seen = new List<string>();
            foreach (var name in new[] { "a", "b", "c", "d" })
            {
                try
                {
                    seen.Add(await ctx.StepAsync(name, () => name));
                }
                catch (DurableLimitException)
                {
                    seen.Add($"no {name}");
                }
            }

            return string.Join(", ", seen);
        });

        live.Should().Be("a, b, no c, no d");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Operation_RetriedOftenAndSuspendedOver_CountsOnce()
    {
        await EnforceAsync(new DurableLimits { MaxOperations = 4 });
        var attempts = 0;

        var value = await ValueAsync(async ctx =>
        {
            var retried = await ctx.StepAsync(
                "retried",
                () => Interlocked.Increment(ref attempts) < 5 ? throw new InvalidDataException() : attempts,
                new StepConfig { Retry = RetryStrategy.Fixed(5, TimeSpan.FromSeconds(1)) });
            await ctx.WaitAsync(TimeSpan.FromSeconds(1));
            return await ctx.RunInChildContextAsync("child", c => c.StepAsync("last", () => retried));
        });

        value.Should().Be(5);
    }

    [Test]
    public async Task Operations_BelowContextsThatEnded_AreStillCounted()
    {
        await EnforceAsync(new DurableLimits { MaxOperations = 5 });

        var run = await RunAsync(async ctx =>
        {
            await ctx.RunInChildContextAsync("child", async c =>
            {
                await c.StepAsync("a", () => { });
                await c.StepAsync("b", () => { });
            });
            await ctx.WaitAsync("w", TimeSpan.FromSeconds(1));
            await ctx.StepAsync("fits", () => { });
            await ctx.StepAsync("refused", () => { });
            return 0;
        });

        run.Outcome.Error!.ErrorMessage.Should().Contain("the step 'refused'");
        run.Execution.Operations.Should().HaveCount(5);
    }

    [Test]
    public async Task Scope_WhoseBranchesDoNotFit_IsRefusedAsAWholeLiveAsReplayed()
    {
        await EnforceAsync(new DurableLimits { MaxOperations = 6 });
        var ran = 0;

        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            try
            {
                await ctx.MapAsync("map", Enumerable.Range(0, 6), (_, item, _) =>
                {
                    Interlocked.Increment(ref ran);
                    return Task.FromResult(item);
                });
                return "ended";
            }
            catch (DurableLimitException refused)
            {
                await ctx.StepAsync("after", () => { });
                return refused.Message;
            }
        });

        live.Should().ContainAll("the map 'map' and its 6 branches", "more than 6 operations");
        replayed.Should().Be(live);
        ran.Should().Be(0);
    }

    [Test]
    public async Task Branch_WhoseStepIsRefused_FailsAndItsFailureIsOnRecord()
    {
        await EnforceAsync(new DurableLimits { MaxOperations = 4 });

        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var p = ctx.Parallel("scope", c => c.MaxConcurrency(1).ToleratedFailureCount(1));
            p.Branch("fits", b => b.StepAsync("s", () => { }));
            p.Branch("does not", b => b.StepAsync("s", () => { }));
            var result = await p.JoinAsync();
            return $"{result.SuccessCount} {result.FailureCount} {result.Branches[1].Error!.ErrorType}";
        });

        live.Should().Be($"1 1 {Refused}");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Scope_CutOffInTheMiddle_GoesOnWithThePlacesOfItsBranches()
    {
        await EnforceAsync(new DurableLimits { MaxOperations = 5 });
        var reached = new Gate();
        var isSecondLife = false;
        var execution = await StartAsync(async ctx =>
        {
            var p = ctx.Parallel("scope", c => c.MaxConcurrency(1));
            for (var i = 0; i < 3; i++)
            {
                p.Branch($"b{i}", async _ =>
                {
                    if (!Volatile.Read(ref isSecondLife))
                    {
                        reached.Open();
                        await new TaskCompletionSource().Task;
                    }
                });
            }

            await p.JoinAsync();
            await ctx.StepAsync("last", () => { });
            return await IsRefusedAsync(ctx) ? 1 : 0;
        });
        await reached.Opened.WaitAsync(HangGuard);

        Volatile.Write(ref isSecondLife, true);
        await Host.CrashAsync();
        await Host.RestartAsync();
        var outcome = await OutcomeOf(execution);

        outcome.Value<int>().Should().Be(1);
        execution.Operations.Should().HaveCount(5);
    }

    [Test]
    public async Task FlatScope_CutOffAnywhere_TakesAsManyPlacesAsWithoutACrash()
    {
        await FillsItsPlacesWhereverItIsCutOffAsync(CodeAsync, places: 5);

        static async Task<bool> CodeAsync(DurableContext ctx)
        {
            var p = ctx.Parallel("flat", c => c.Nesting(NestingType.Flat).MaxConcurrency(1));
            for (var i = 0; i < 3; i++)
            {
                p.Branch(null, b => b.StepAsync("s", () => { }));
            }

            await p.JoinAsync();
            await ctx.StepAsync("last", () => { });
            return await IsRefusedAsync(ctx);
        }
    }

    [Test]
    public async Task FlatScope_ThatIsDecidedEarly_HasNoPlacesToGiveBack()
    {
        await EnforceAsync(new DurableLimits { MaxOperations = 1 });

        var isRefused = await ValueAsync(async ctx =>
        {
            var p = ctx.Parallel("race", c => c.Nesting(NestingType.Flat).MaxConcurrency(1).MinSuccessful(1));
            for (var i = 0; i < 5; i++)
            {
                p.Branch(null, _ => Task.CompletedTask);
            }

            await p.JoinAsync();
            return await IsRefusedAsync(ctx);
        });

        isRefused.Should().BeTrue();
    }

    [Test]
    public async Task Scope_WithATimeLimitAndNoBranches_TakesOnePlace()
    {
        await EnforceAsync(new DurableLimits { MaxOperations = 1 });

        var isRefused = await ValueAsync(async ctx =>
        {
            await ctx.Parallel("empty", c => c.Timeout(TimeSpan.FromHours(1))).JoinAsync();
            return await IsRefusedAsync(ctx);
        });

        isRefused.Should().BeTrue();
    }

    [Test]
    public async Task FlatScope_WhoseBranchesHaveNoRecords_TakesPlacesForItsOperationsOnly()
    {
        await EnforceAsync(new DurableLimits { MaxOperations = 5 });

        var run = await RunAsync(async ctx =>
        {
            var p = ctx.Parallel("flat", c => c.Nesting(NestingType.Flat));
            for (var i = 0; i < 3; i++)
            {
                p.Branch(null, b => b.StepAsync("s", () => { }));
            }

            await p.JoinAsync();
            await ctx.WaitAsync(TimeSpan.FromSeconds(1));
            await ctx.StepAsync("refused", () => { });
            return 0;
        });

        run.Outcome.Error!.ErrorMessage.Should().Contain("the step 'refused'");
        run.Execution.Operations.Should().HaveCount(5);
    }

    [Test]
    public async Task Scope_WithATimeLimit_TakesThePlaceOfItsDeadlineWithItsOwn()
    {
        await EnforceAsync(new DurableLimits { MaxOperations = 2 });

        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var p = ctx.Parallel("scope", c => c.Timeout(TimeSpan.FromHours(1)));
            p.Branch("b", b => Task.CompletedTask);
            try
            {
                await p.JoinAsync();
                return "ended";
            }
            catch (DurableLimitException refused)
            {
                return refused.Message;
            }
        });

        live.Should().Contain("the parallel scope 'scope' and its 1 branch ");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Scope_WithATimeLimit_CutOffInTheMiddle_CountsItsDeadlineOnce()
    {
        await FillsItsPlacesWhereverItIsCutOffAsync(CodeAsync, places: 5);

        static async Task<bool> CodeAsync(DurableContext ctx)
        {
            var p = ctx.Parallel("scope", c => c.Timeout(TimeSpan.FromHours(1)));
            p.Branch("a", b => b.WaitAsync(TimeSpan.FromSeconds(1)));
            await p.JoinAsync();
            await ctx.StepAsync("last", () => { });
            return await IsRefusedAsync(ctx);
        }
    }

    [Test]
    public async Task Scope_ThatIsDecidedEarly_GivesBackThePlacesOfWhatNeverStarted()
    {
        await EnforceAsync(new DurableLimits { MaxOperations = 6 });

        var run = await RunAsync(async ctx =>
        {
            var p = ctx.Parallel("race", c => c.MaxConcurrency(1).MinSuccessful(1));
            for (var i = 0; i < 5; i++)
            {
                p.Branch(null, _ => Task.CompletedTask);
            }

            await p.JoinAsync();
            await ctx.StepAsync("a", () => { });
            await ctx.StepAsync("b", () => { });
            await ctx.StepAsync("c", () => { });
            return await ctx.StepAsync("d", () => 4);
        });

        run.Value.Should().Be(4);
    }

    [Test]
    public async Task Scope_BeyondTheLimit_IsRefusedBeforeItsBranchesRun()
    {
        await EnforceAsync(new DurableLimits { MaxOperations = 1 });
        var ran = false;

        var run = await RunAsync(async ctx =>
        {
            await ctx.StepAsync("s", () => { });
            await ctx.ParallelAsync("scope", p => p.Branch("b", _ =>
            {
                ran = true;
                return Task.CompletedTask;
            }));
            return 0;
        });

        run.Outcome.Error!.ErrorMessage.Should().Contain("the parallel scope 'scope'");
        run.Execution.Operations.Should().ContainSingle();
        ran.Should().BeFalse();
    }

    [Test]
    public async Task Execution_WithAResultBeyondTheLimit_Fails()
    {
        await EnforceAsync(new DurableLimits { MaxResultBytes = 100 });

        var run = await RunAsync(_ => Task.FromResult(Text(101)));

        run.Outcome.Error!.ErrorType.Should().Be(Refused);
        run.Outcome.Error.ErrorMessage.Should().ContainAll("the execution '", "101 bytes");
    }

    [Test]
    public async Task Execution_WithAnInputBeyondTheLimit_IsNotStarted()
    {
        await EnforceAsync(new DurableLimits { MaxInputBytes = 100 });
        Host.Register("echo", DurableFunction.Create<string, string>((_, text) => Task.FromResult(text)));

        await FluentActions.Awaiting(() => Host.StartAsync("echo", $"\"{Text(101)}\"")).Should().ThrowAsync<DurableLimitException>().WithMessage("*input*at most 100*");
    }

    [Test]
    public async Task Host_WithoutLimitsOfItsOwn_TakesWhatAwsWouldNot()
    {
        var length = await ValueAsync(async ctx => (await ctx.StepAsync("s", () => Text(3 * Quarter))).Length);

        length.Should().Be((3 * Quarter) - 2);
    }

    /// <summary>Crashes after each checkpoint of a code that has so many operations and is then refused another.</summary>
    private async Task FillsItsPlacesWhereverItIsCutOffAsync(Func<DurableContext, Task<bool>> code, int places)
    {
        await EnforceAsync(new DurableLimits { MaxOperations = places });
        var undisturbed = FaultPlan.CountOnly();
        await RunAsync(code, undisturbed);

        for (var k = 1; k <= undisturbed.Checkpoints; k++)
        {
            var run = await RunAsync(code, FaultPlan.CrashAfter(k));

            run.Value.Should().BeTrue("of a crash after checkpoint {0}", k);
            run.Execution.Operations.Should().HaveCount(places);
        }
    }

    private static async Task<bool> IsRefusedAsync(DurableContext ctx)
    {
        try
        {
            await ctx.StepAsync("beyond", () => { });
            return false;
        }
        catch (DurableLimitException)
        {
            return true;
        }
    }

    /// <summary>A text whose payload has so many bytes.</summary>
    private static string Text(int payloadBytes) => new('x', payloadBytes - 2);

    private async Task EnforceAsync(DurableLimits limits)
    {
        if (!Host.Traits.TakesLimits)
        {
            Assert.Ignore("This host has limits of its own.");
        }

        await OpenAsync(new ContractHostOptions { Limits = limits });
    }
}
