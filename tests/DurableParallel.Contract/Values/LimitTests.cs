using DurableParallel.Contract.Hosts;
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
        run.Outcome.Error.ErrorMessage.Should().ContainAll("the step 's4'", "4 operations", "at most 3");
        run.Execution.Operations.Select(operation => operation.Name).Should().Equal("s1", "s2", "s3");
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

    [TestCase(RunningBranches.Finish)]
    [TestCase(RunningBranches.Drain)]
    public async Task Branch_BeyondTheLimit_EndsItsScopeWhichRecordsNoOutcome(RunningBranches running)
    {
        await EnforceAsync(new DurableLimits { MaxOperations = 6 });

        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var p = ctx.Parallel("scope", c => c.MaxConcurrency(2).RunningBranches(running));
            for (var i = 0; i < 5; i++)
            {
                p.Branch($"b{i}", b => b.StepAsync("s", () => { }));
            }

            try
            {
                await p.SettleAsync();
                return "settled";
            }
            catch (DurableLimitException refused)
            {
                return refused.Message;
            }
        });

        live.Should().Contain("at most 6");
        replayed.Should().Contain("at most 6");
    }

    [Test]
    public async Task Branch_AwaitingOneThatIsRefused_LearnsIt()
    {
        await EnforceAsync(new DurableLimits { MaxOperations = 2 });

        var run = await RunAsync<int>(async ctx =>
        {
            await using var p = ctx.Parallel("scope", c => c.RunningBranches(RunningBranches.Drain));
            DurableFuture? second = null;
            p.Branch("first", async _ => await second!.AsTask());
            second = p.Branch("second", _ => Task.CompletedTask);
            await p.JoinAsync();
            return 1;
        });

        run.Outcome.Error!.ErrorType.Should().Be(Refused);
        run.Outcome.Error.ErrorMessage.Should().Contain("the branch 'second'");
    }

    [Test]
    public async Task Scope_BeyondTheLimit_IsRefusedBeforeItsBranchesRun()
    {
        await EnforceAsync(new DurableLimits { MaxOperations = 1 });
        var ran = false;

        var run = await RunAsync(async ctx =>
        {
            await ctx.StepAsync("s", () => { });
            await ctx.ParallelAsync("scope", null, p => p.Branch("b", _ =>
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
