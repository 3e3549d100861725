using System.Collections.Concurrent;
using DurableParallel.Contract.Hosts;
using DurableParallel.Engine;
using DurableParallel.Testing;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Runs;

/// <summary>Functions that go on with a new run: one name, runs numbered, histories apart.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class ContinueAsNewTests(ContractHostKind kind) : ContractFixture(kind)
{
    private readonly ConcurrentQueue<string> _seen = new();

    [Test]
    public async Task ContinueAsNew_WhereThereAreNoRuns_IsRefusedAtTheCall()
    {
        if (Host.Traits.HasRuns)
        {
            Assert.Ignore("This host has runs.");
        }

        var seen = await ValueAsync(ctx =>
        {
            try
            {
                ctx.ContinueAsNew(1);
                return Task.FromResult("accepted");
            }
            catch (FeatureNotSupportedException refused)
            {
                return Task.FromResult($"{refused.Code} {refused.Message.Contains("InvokeAsync", StringComparison.Ordinal)}");
            }
        });

        seen.Should().Be("DP1045 True");
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task ContinueAsNew_EventsThatNoCodeHasTaken_AreThereForTheNextRun(bool crashes)
    {
        RequireRuns();
        Host.AutoAdvance = false;
        Host.Register("collect", DurableFunction.Create<string, string>(async (ctx, sum) =>
        {
            if (sum.Length == 0)
            {
                await ctx.WaitForEventAsync("go");
            }

            sum += await ctx.WaitForEventAsync<string>("item");
            return sum.Length < 3 ? ctx.ContinueAsNew<string, string>(sum) : sum;
        }));
        var execution = await Host.StartAsync("collect", "\"\"");
        foreach (var (item, id) in new[] { ("a", "1"), ("b", "2"), ("b", "2"), ("c", null) })
        {
            await execution.RaiseEventAsync("item", $"\"{item}\"", id);
        }

        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        if (crashes)
        {
            await Host.CrashAsync();
            await Host.RestartAsync();
        }

        await execution.RaiseEventAsync("go");

        (await OutcomeOf(execution)).Value<string>().Should().Be("abc");
    }

    [Test]
    public async Task ContinueAsNew_EventsThatAreRaisedAllTheTime_AreAllTakenOnceAndInOrder()
    {
        RequireRuns();
        const int Count = 60;
        Host.Register("collect", DurableFunction.Create<int, int>(async (ctx, next) =>
        {
            var item = await ctx.WaitForEventAsync<int>("item");
            return item != next ? -item : next < Count ? ctx.ContinueAsNew<int, int>(next + 1) : next;
        }));
        var execution = await Host.StartAsync("collect", "1");
        for (var item = 1; item <= Count; item++)
        {
            await execution.RaiseEventAsync("item", $"{item}", $"{item}");
        }

        (await OutcomeOf(execution)).Value<int>().Should().Be(Count);
    }

    [Test]
    public async Task ContinueAsNew_ThreeRuns_HaveOneNameAndOutcomeAndHistoriesApart()
    {
        RequireRuns();
        var execution = await StartCountingAsync();

        (await OutcomeOf(execution)).Value<string>().Should().Be("after 3: 6");
        _seen.Distinct().Should().Equal("run 1 with 0", "run 2 with 1", "run 3 with 3");
        for (var run = 1; run <= 3; run++)
        {
            var (latest, events) = await execution.RunAsync(run);
            latest.Should().Be(3);
            events.Select(e => e.EventType).Where(type => type is not HistoryEventType.InvocationCompleted).Should().Equal(
                HistoryEventType.ExecutionStarted,
                HistoryEventType.StepStarted,
                HistoryEventType.StepSucceeded,
                HistoryEventType.WaitStarted,
                HistoryEventType.WaitSucceeded,
                run < 3 ? HistoryEventType.ExecutionContinuedAsNew : HistoryEventType.ExecutionSucceeded);
        }
    }

    [Test]
    public async Task ContinueAsNew_CrashAtEveryCheckpoint_LosesNoRunAndBeginsNoneTwice([Values(FaultKind.CrashBefore, FaultKind.CrashAfter)] FaultKind fault)
    {
        RequireRuns();
        var undisturbed = FaultPlan.CountOnly();
        await OutcomeOf(await StartCountingAsync(undisturbed));
        for (var k = 1; k <= undisturbed.Checkpoints; k++)
        {
            _seen.Clear();
            var plan = FaultPlan.Create(fault, k);
            var execution = await StartCountingAsync(plan);

            (await OutcomeOf(execution)).Value<string>().Should().Be("after 3: 6", "of {0}", plan);
            _seen.Distinct().Should().Equal(["run 1 with 0", "run 2 with 1", "run 3 with 3"], "of {0}", plan);
            (await execution.RunAsync(3)).Latest.Should().Be(3);
        }
    }

    [Test]
    public async Task ContinueAsNew_TheProcessDiesInALaterRun_GoesOnInThatRun()
    {
        RequireRuns();
        Host.AutoAdvance = false;
        var execution = await StartCountingAsync();
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        Host.Clock.Advance(TimeSpan.FromHours(1));
        await execution.WhenQuietAsync().WaitAsync(HangGuard);

        await Host.CrashAsync();
        await Host.RestartAsync();
        Host.AutoAdvance = true;

        (await OutcomeOf(execution)).Value<string>().Should().Be("after 3: 6");
        _seen.Distinct().Should().Equal("run 1 with 0", "run 2 with 1", "run 3 with 3");
    }

    [Test]
    public async Task ContinueAsNew_AnExceptionAfterIt_FailsTheExecution()
    {
        RequireRuns();
        var run = await RunAsync<int>(ctx =>
        {
            ctx.ContinueAsNew();
            throw new InvalidDataException("after all");
        });

        run.Outcome.Status.Should().Be(ContractStatus.Failed);
        run.Outcome.Error!.ErrorMessage.Should().Be("after all");
        (await run.Execution.RunAsync(1)).Latest.Should().Be(1);
    }

    [Test]
    public async Task ContinueAsNew_OperationsInFinally_AreOfTheRunThatEnds()
    {
        RequireRuns();
        var run = await RunAsync(async ctx =>
        {
            try
            {
                if (ctx.RunNumber == 2)
                {
                    return "done";
                }

                ctx.ContinueAsNew();
                return "dropped";
            }
            finally
            {
                await ctx.StepAsync("clean", () => _seen.Enqueue($"cleaned {ctx.RunNumber}"));
            }
        });

        run.Value.Should().Be("done");
        _seen.Should().Equal("cleaned 1", "cleaned 2");
    }

    [TestCase("branch")]
    [TestCase("child")]
    [TestCase("step")]
    [TestCase("twice")]
    public async Task ContinueAsNew_WhereItMakesNoSense_IsRefused(string place)
    {
        RequireRuns();
        var run = await RunAsync(async ctx =>
        {
            var refusal = "none";
            void Call(DurableContext context)
            {
                try
                {
                    context.ContinueAsNew(7);
                }
                catch (InvalidOperationException refused)
                {
                    refusal = refused.Message;
                }
            }

            if (ctx.RunNumber == 2)
            {
                return _seen.Last();
            }

            switch (place)
            {
                case "branch":
                    await ctx.ParallelAsync("p", p => p.Branch("b", b =>
                    {
                        Call(b);
                        return Task.FromResult(1);
                    }));
                    break;
                case "child":
                    await ctx.RunInChildContextAsync("c", c =>
                    {
                        Call(c);
                        return Task.FromResult(1);
                    });
                    break;
                case "step":
                    await ctx.StepAsync("s", () => Call(ctx));
                    break;
                default:
                    Call(ctx);
                    Call(ctx);
                    _seen.Enqueue(refusal);
                    break;
            }

            return refusal;
        });

        run.Value.Should().Contain(place switch
        {
            "step" => "was used in the body of",
            "twice" => "a second time",
            _ => "only the function itself goes on",
        });
    }

    [Test]
    public async Task ContinueAsNew_OfAnInvokedExecution_GivesTheInvokerTheLastResult()
    {
        RequireRuns();
        RegisterCounting();
        var run = await RunAsync(ctx => ctx.InvokeAsync<int, string>("count", "counting", 0));

        run.Value.Should().Be("after 3: 6");
        var child = (await Host.FindInvokedAsync(run.Execution, 1))!;
        (await child.RunAsync(1)).Latest.Should().Be(3);
    }

    [Test]
    public async Task ContinueAsNew_InvokesOfEachRun_AreExecutionsOfTheirOwn()
    {
        RequireRuns();
        Host.Register("double", DurableFunction.Create<int, int>((_, input) => Task.FromResult(2 * input)));
        Host.Register("loop", DurableFunction.Create<int, int>(async (ctx, input) =>
        {
            var doubled = await ctx.InvokeAsync<int, int>("d", "double", input);
            return ctx.RunNumber == 3 ? doubled : ctx.ContinueAsNew<int, int>(doubled);
        }));
        var execution = await Host.StartAsync("loop", "1");

        (await OutcomeOf(execution)).Value<int>().Should().Be(8);
    }

    [Test]
    public async Task ContinueAsNew_CallbacksOfEachRun_HaveIdsOfTheirOwn()
    {
        RequireRuns();
        var ids = new ConcurrentQueue<string>();
        Host.AutoAdvance = false;
        var execution = await StartAsync(async ctx =>
        {
            var callback = await ctx.CreateCallbackAsync<int>("c");
            if (!ids.Contains(callback.CallbackId))
            {
                ids.Enqueue(callback.CallbackId);
            }

            var value = await callback.GetResultAsync();
            return ctx.RunNumber == 2 ? value : ctx.ContinueAsNew<int, int>(value);
        });
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        await Host.SucceedCallbackAsync(ids.Single(), "1");
        await UntilAsync(() => ids.Count == 2);
        await execution.WhenQuietAsync().WaitAsync(HangGuard);

        (await Host.SucceedCallbackAsync(ids.First(), "5")).Should().Be(CallbackAnswer.Closed, "its run has ended");
        (await Host.SucceedCallbackAsync(ids.Last(), "2")).Should().Be(CallbackAnswer.Accepted);

        (await OutcomeOf(execution)).Value<int>().Should().Be(2);
    }

    [Test]
    public async Task ContinueAsNew_WithATimeout_EachRunHasItsOwnTime()
    {
        RequireRuns();
        FunctionOptions = new DurableFunctionOptions { ExecutionTimeout = TimeSpan.FromHours(2) };
        var begin = Host.Clock.GetUtcNow();
        var run = await RunAsync(async ctx =>
        {
            await ctx.WaitAsync(ctx.RunNumber < 5 ? TimeSpan.FromHours(1) : TimeSpan.FromHours(3));
            ctx.ContinueAsNew();
            return 0;
        });

        run.Outcome.Status.Should().Be(ContractStatus.TimedOut);
        (Host.Clock.GetUtcNow() - begin).Should().Be(TimeSpan.FromHours(6));
    }

    [Test]
    public async Task Stop_OfALaterRun_EndsTheExecution()
    {
        RequireRuns();
        Host.AutoAdvance = false;
        var execution = await StartCountingAsync();
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        Host.Clock.Advance(TimeSpan.FromHours(1));
        await execution.WhenQuietAsync().WaitAsync(HangGuard);

        await execution.StopAsync();

        (await OutcomeOf(execution)).Status.Should().Be(ContractStatus.Stopped);
        (await execution.RunAsync(1)).Latest.Should().Be(2);
    }

    [Test]
    public async Task ContinueAsNew_WithAHigherVersion_GoesOnWithThat()
    {
        RequireRuns();
        if (!Host.Traits.KeepsVersions)
        {
            Assert.Ignore("This host has one version of a function.");
        }

        Host.AutoAdvance = false;
        Host.Register("loop", DurableFunction.Create<int, string>(async (ctx, _) =>
        {
            await ctx.WaitAsync(TimeSpan.FromHours(1));
            return ctx.ContinueAsNew<int, string>(1);
        }));
        var execution = await Host.StartAsync("loop", "0");
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        Host.Register("loop", DurableFunction.Create<int, string>((_, input) => Task.FromResult($"new with {input}")), version: 2);
        await Host.CrashAsync();
        await Host.RestartAsync();

        Host.AutoAdvance = true;

        (await OutcomeOf(execution)).Value<string>().Should().Be("new with 1");
    }

    [Test]
    public async Task ContinueAsNew_WhereTheCodeWaitedBefore_IsDrift()
    {
        RequireRuns();
        Host.AutoAdvance = false;
        var execution = await StartAsync(async ctx =>
        {
            await ctx.WaitAsync(TimeSpan.FromHours(1));
            return 1;
        });
        await execution.WhenQuietAsync().WaitAsync(HangGuard);

        await Host.CrashAsync();
        Redeploy(ctx => Task.FromResult(ctx.ContinueAsNew<int, int>(1)));
        await Host.RestartAsync();
        Host.AutoAdvance = true;

        DriftOf(await OutcomeOf(execution)).Should().NotBeEmpty();
    }

    [Test]
    public async Task IsContinueAsNewSuggested_LiveAndReplayed_IsSoFromTheThousandthOperationOn()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            await using (var scope = ctx.Parallel("scope", new ParallelConfig { Nesting = NestingType.Flat }))
            {
                for (var i = 0; i < 990; i++)
                {
                    scope.Branch($"b{i}", _ => Task.FromResult(1));
                }

                await scope.JoinAsync();
            }

            var suggested = 0;
            for (var i = 0; i < 12; i++)
            {
                suggested += ctx.IsContinueAsNewSuggested ? 1 : 0;
                await ctx.StepAsync($"s{i}", () => i);
            }

            return suggested;
        });

        live.Should().Be(3, "991 are counted at first, and 1000 once nine steps were called");
        replayed.Should().Be(live);
    }

    private void RequireRuns()
    {
        if (!Host.Traits.HasRuns)
        {
            Assert.Ignore("This host has no runs.");
        }
    }

    private Task<IContractExecution> StartCountingAsync(FaultPlan? faults = null)
    {
        RegisterCounting();
        return Host.StartAsync("counting", "0", faults);
    }

    private void RegisterCounting() => Host.Register("counting", DurableFunction.Create<int, string>(async (ctx, sum) =>
    {
        _seen.Enqueue($"run {ctx.RunNumber} with {sum}");
        sum += await ctx.StepAsync("add", () => ctx.RunNumber);
        await ctx.WaitAsync(TimeSpan.FromHours(1));
        return ctx.RunNumber == 3 ? $"after 3: {sum}" : ctx.ContinueAsNew<int, string>(sum);
    }));
}
