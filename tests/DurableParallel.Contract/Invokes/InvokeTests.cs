using DurableParallel.Contract.Hosts;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Invokes;

[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class InvokeTests(ContractHostKind kind) : ContractFixture(kind)
{
    [Test]
    public async Task Invoke_FunctionThatReturns_GivesItsResult()
    {
        Register<int, int>("double", async (ctx, x) => await ctx.StepAsync("s", () => 2 * x));

        var run = await RunAsync(async ctx => await ctx.InvokeAsync<int, int>("twice", "double", 21, new InvokeConfig { TenantId = "acme" }));

        run.Value.Should().Be(42);
        run.Operation("twice").Record.Should().BeEquivalentTo(new
        {
            Type = OperationType.ChainedInvoke,
            SubType = "ChainedInvoke",
            Status = OperationStatus.Succeeded,
            Payload = "42",
            Options = new { FunctionName = "double", TenantId = "acme" },
        });
    }

    [Test]
    public async Task Invoke_WithAnInputThatTheFunctionDoesNotTake_FailsAndStartsNothing()
    {
        if (!Host.Traits.KnowsTypes)
        {
            Assert.Ignore("The host does not know what the function takes.");
        }

        Register<int, int>("double", (_, x) => Task.FromResult(2 * x));

        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            try
            {
                return await ctx.InvokeAsync<string, string>(null, "double", "hello");
            }
            catch (InvokeFailedException failed)
            {
                return $"{failed.Status} {failed.Error.ErrorType} {failed.Message}";
            }
        });

        live.Should().StartWith("Failed Invoke.InputRefused The input is not what the function 'double' takes, which is System.Int32");
        replayed.Should().Be(live);
        Host.ExecutionCount.Should().Be(1);
    }

    [Test]
    public async Task Invoke_WithAnotherTypeThatIsReadAsTheInput_IsTaken()
    {
        Register<long, long>("double", (_, x) => Task.FromResult(2 * x));

        var value = await ValueAsync(async ctx => await ctx.InvokeAsync<int, int>(null, "double", 21));

        value.Should().Be(42);
    }

    [Test]
    public async Task Invoke_WithoutAResult_WaitsForTheEnd()
    {
        var seen = new List<string>();
        Register<string, int>("note", async (ctx, text) =>
        {
            await ctx.WaitAsync(TimeSpan.FromHours(1));
            await ctx.StepAsync("s", () => seen.Add(text));
            return 1;
        });

        var value = await ValueAsync(async ctx =>
        {
            await ctx.InvokeAsync(null, "note", "hello");
            return seen.Count;
        });

        value.Should().Be(1);
        seen.Should().Equal("hello");
    }

    [Test]
    public async Task Invoke_FarDown_NamesEachExecutionWithinTheLimit()
    {
        const int Depth = 25;
        Register<int, int>("down", async (ctx, left) => left == 0 ? 0 : 1 + await ctx.InvokeAsync<int, int>(null, "down", left - 1));
        var execution = await StartAsync(ctx => ctx.InvokeAsync<int, int>(null, "down", Depth));
        await OutcomeOf(execution);

        var names = new List<string>();
        var invoked = await Host.FindInvokedAsync(execution, 1);
        while (invoked is not null)
        {
            names.Add(invoked.Name);
            invoked = await Host.FindInvokedAsync(invoked, 1);
        }

        names.Should().HaveCount(Depth + 1).And.OnlyHaveUniqueItems().And.OnlyContain(name => name.Length <= 64, "names of executions have 64 characters at most on every host");
    }

    [Test]
    public async Task Invoke_FunctionThatFails_ThrowsTheRootsErrorLiveAndReplayed()
    {
        Register<int, int>("broken", async (ctx, _) =>
        {
            await using var p = ctx.Parallel("scope");
            p.Branch<int>("b", b => b.StepAsync<int>("s", () => throw new FileNotFoundException("no such file"), new StepConfig { Retry = RetryStrategy.None }));
            await p.JoinAsync();
            return 0;
        });

        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            try
            {
                return (await ctx.InvokeAsync<int, int>(null, "broken", 1)).ToString(System.Globalization.CultureInfo.InvariantCulture);
            }
            catch (InvokeFailedException failed)
            {
                return $"{failed.Code} {failed.Status} {failed.Message} {failed.Error.ErrorType} {failed.Error.ErrorData} {failed.IsCausedBy<FileNotFoundException>()} {failed.IsCausedBy<IOException>()} {failed.IsCausedBy<InvalidDataException>()}";
            }
        });

        live.Should().StartWith("DP1010 Failed no such file System.IO.FileNotFoundException").And.EndWith("True True False");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Invoke_FailureThatNobodyCatches_FailsTheExecutionWithTheRootsError()
    {
        Register<int, int>("broken", (_, _) => throw new InvalidDataException("broken"));

        var run = await RunAsync(ctx => ctx.RunInChildContextAsync("child", c => c.InvokeAsync<int, int>(null, "broken", 1)));

        run.Outcome.Should().BeEquivalentTo(new { Status = ContractStatus.Failed, Error = new { ErrorType = typeof(InvalidDataException).FullName, ErrorMessage = "broken" } });
        run.OperationsOf(OperationType.ChainedInvoke).Single().Record.Status.Should().Be(OperationStatus.Failed);
    }

    [Test]
    public async Task Invoke_ExecutionThatIsStopped_ThrowsAsStopped()
    {
        Host.AutoAdvance = false;
        Register<int, int>("sleep", async (ctx, _) =>
        {
            await ctx.WaitAsync(TimeSpan.FromDays(1));
            return 1;
        });
        var execution = await StartAsync(CatchAsync);
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        var child = await Host.FindInvokedAsync(execution, 1);

        await child!.StopAsync(new DurableError("Mine", "enough", "data")).WaitAsync(HangGuard);

        (await OutcomeOf(execution)).Value<string>().Should().Be("Stopped Mine enough data");
        (await OutcomeOf(child)).Status.Should().Be(ContractStatus.Stopped);

        static Task<string> CatchAsync(DurableContext ctx) => EndOfAsync(ctx, "sleep");
    }

    [Test]
    public async Task Invoke_ExecutionWhoseTimeIsUp_ThrowsAsTimedOut()
    {
        Host.Register("slow", DurableFunction.Create<int, int>(
            async (ctx, _) =>
            {
                await ctx.WaitAsync(TimeSpan.FromDays(1));
                return 1;
            },
            new DurableFunctionOptions { ExecutionTimeout = TimeSpan.FromSeconds(90) }));
        var begin = Host.Clock.GetUtcNow();

        var end = await ValueAsync(ctx => EndOfAsync(ctx, "slow"));

        end.Should().StartWith("TimedOut Execution.TimedOut ");
        (Host.Clock.GetUtcNow() - begin).Should().Be(TimeSpan.FromSeconds(90));
    }

    [Test]
    public async Task Invoke_InBranches_RunsSideBySide()
    {
        Register<int, int>("square", async (ctx, x) =>
        {
            await ctx.WaitAsync(TimeSpan.FromHours(1));
            return x * x;
        });
        var begin = Host.Clock.GetUtcNow();

        var sum = await ValueAsync(async ctx =>
        {
            var futures = await ctx.ParallelAsync("all", p => Enumerable.Range(0, 10).Select(i => p.Branch($"b{i}", b => b.InvokeAsync<int, int>(null, "square", i))).ToArray());
            return futures.Sum(f => f.Result);
        });

        sum.Should().Be(285);
        (Host.Clock.GetUtcNow() - begin).Should().Be(TimeSpan.FromHours(1));
    }

    [Test]
    public async Task Invoke_AThousandInOneScope_AllEnd()
    {
        Register<int, int>("next", (_, x) => Task.FromResult(x + 1));

        var run = await RunAsync(async ctx =>
        {
            var result = await ctx.MapAsync("all", Enumerable.Range(0, 1000), (b, x, _) => b.InvokeAsync<int, int>(null, "next", x), new ParallelConfig { MaxConcurrency = 50 });
            return result.GetResults().Sum();
        });

        run.Value.Should().Be(500_500);
        run.OperationsOf(OperationType.ChainedInvoke).Should().HaveCount(1000).And.OnlyContain(o => o.Record.Status == OperationStatus.Succeeded);
        Host.ExecutionCount.Should().Be(1001);
    }

    [Test]
    public async Task Invoke_ThatInvokes_ReachesAnyDepth()
    {
        Register<int, int>("down", async (ctx, depth) => depth == 0 ? 0 : 1 + await ctx.InvokeAsync<int, int>(null, "down", depth - 1));

        var depth = await ValueAsync(async ctx => await ctx.InvokeAsync<int, int>(null, "down", 40));

        depth.Should().Be(40);
        Host.ExecutionCount.Should().Be(42);
    }

    [Test]
    public async Task Invoke_ReplayedAgainAndAgain_StartsOnce()
    {
        var runs = 0;
        Register<int, int>("count", async (ctx, _) => await ctx.StepAsync("s", () => Interlocked.Increment(ref runs)));
        Host.AutoAdvance = false;
        var execution = await StartAsync(async ctx =>
        {
            var value = await ctx.InvokeAsync<int, int>(null, "count", 0);
            await ctx.WaitAsync(TimeSpan.FromDays(1));
            return value;
        });
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        for (var i = 0; i < 3; i++)
        {
            await Host.CrashAsync();
            await Host.RestartAsync();
        }

        Host.AutoAdvance = true;
        (await OutcomeOf(execution)).Value<int>().Should().Be(1);
        runs.Should().Be(1);
        Host.ExecutionCount.Should().Be(2);
    }

    [Test]
    public async Task Invoke_ProcessDownWhileBothSleep_BothGoOn()
    {
        Register<int, int>("sleep", async (ctx, _) =>
        {
            await ctx.WaitAsync(TimeSpan.FromMinutes(5));
            return 7;
        });
        Host.AutoAdvance = false;
        var execution = await StartAsync(async ctx => await ctx.InvokeAsync<int, int>(null, "sleep", 0));
        await execution.WhenQuietAsync().WaitAsync(HangGuard);

        await Host.CrashAsync();
        Host.Clock.Advance(TimeSpan.FromHours(1));
        await Host.RestartAsync();

        (await OutcomeOf(execution)).Value<int>().Should().Be(7);
        Host.ExecutionCount.Should().Be(2);
    }

    [Test]
    public async Task Invoke_ReleasedWithItsBranch_EndsAsCanceledAndItsExecutionGoesOn()
    {
        var isCanceled = false;
        Register<int, int>("slow", async (ctx, _) =>
        {
            await ctx.WaitAsync(TimeSpan.FromDays(1));
            return await ctx.StepAsync("end", () => 5);
        });

        var run = await RunAsync(async ctx =>
        {
            await using var p = ctx.Parallel("race", c => c.MinSuccessful(1));
            var loser = p.Branch("loser", async b =>
            {
                try
                {
                    return await b.InvokeAsync<int, int>("released", "slow", 0);
                }
                catch (OperationCanceledException)
                {
                    isCanceled = true;
                    throw;
                }
            });
            p.Branch("winner", async b =>
            {
                await b.WaitAsync(TimeSpan.FromSeconds(1));
                return 1;
            });
            await p.JoinAsync();
            await ctx.WaitAsync(TimeSpan.FromDays(2));
            return loser.Status;
        });

        run.Value.Should().Be(BranchStatus.Canceled);
        isCanceled.Should().BeTrue();
        run.Operation("released").Record.Status.Should().Be(OperationStatus.Started, "what a canceled branch waited for goes with the scope");
        Host.ExecutionCount.Should().Be(2);
    }

    [Test]
    public async Task Invoke_SeveralAtOnceAwaitedTogether_AllEnd()
    {
        Register<int, int>("next", (_, x) => Task.FromResult(x + 1));

        var values = await ValueAsync(async ctx => await Task.WhenAll(
            ctx.InvokeAsync<int, int>(null, "next", 1),
            ctx.InvokeAsync<int, int>(null, "next", 2),
            ctx.InvokeAsync<int, int>(null, "next", 3)));

        values.Should().Equal(2, 3, 4);
    }

    [TestCase("next")]
    [TestCase("next:1")]
    [TestCase("next:$LATEST")]
    [TestCase("000000000000:function:next")]
    [TestCase("arn:aws:lambda:local:000000000000:function:next:1")]
    public async Task Invoke_EveryFormOfAFunctionsName_FindsTheFunction(string functionName)
    {
        Register<int, int>("next", (_, x) => Task.FromResult(x + 1));

        (await ValueAsync(async ctx => await ctx.InvokeAsync<int, int>(null, functionName, 1))).Should().Be(2);
    }

    [TestCase("", null, null)]
    [TestCase("two words", null, null)]
    [TestCase("line\nbreak", null, null)]
    [TestCase("f", "", null)]
    [TestCase("f", "tenant\r\n", null)]
    [TestCase("f", null, "")]
    public async Task Invoke_WhatIsNotValid_IsRefusedBeforeAnythingIsWritten(string functionName, string? tenantId, string? name)
    {
        var run = await RunAsync(async ctx =>
        {
            try
            {
                await ctx.InvokeAsync<int, int>(name, functionName, 1, new InvokeConfig { TenantId = tenantId });
                return "accepted";
            }
            catch (ArgumentException)
            {
                return "refused";
            }
        });

        run.Value.Should().Be("refused");
        run.Execution.Operations.Should().BeEmpty();
    }

    [Test]
    public async Task Invoke_NamesOfMaximalLength_AreAcceptedAndLongerOnesRefused()
    {
        var seen = await ValueAsync(async ctx =>
        {
            var refused = 0;
            foreach (var (function, tenant) in new[] { (new string('f', 1025), "t"), ("f", new string('t', 257)) })
            {
                try
                {
                    await ctx.InvokeAsync<int, int>(null, function, 1, new InvokeConfig { TenantId = tenant });
                }
                catch (ArgumentException)
                {
                    refused++;
                }
            }

            return refused;
        });

        seen.Should().Be(2);
    }

    [Test]
    public async Task Invoke_InputThatIsTooLarge_FailsAndStartsNothing()
    {
        Register<string, int>("length", (_, text) => Task.FromResult(text.Length));

        var run = await RunAsync(async ctx =>
        {
            try
            {
                return await ctx.InvokeAsync<string, int>(null, "length", new string('x', 7 << 20));
            }
            catch (DurableLimitException)
            {
                return -1;
            }
        });

        run.Value.Should().Be(-1);
        run.Execution.Operations.Should().BeEmpty();
        Host.ExecutionCount.Should().Be(1);
    }

    [Test]
    public async Task Invoke_WithSerializers_UsesOneForEachWay()
    {
        Register<string, string>("echo", (_, text) => Task.FromResult(text + "!"));
        var config = new InvokeConfig
        {
            InputSerializer = DurableSerializer.For<string>(text => $"\"in {text}\"", _ => throw new InvalidOperationException("only writes")),
            ResultSerializer = DurableSerializer.For<string>(_ => throw new InvalidOperationException("only reads"), payload => $"out {payload}"),
        };

        (await ValueAsync(async ctx => await ctx.InvokeAsync<string, string>(null, "echo", "x", config))).Should().Be("out \"in x!\"");
    }

    [Test]
    public async Task Invoke_ResultThatCannotBeRead_IsNotThrownIntoTheInvoker()
    {
        var seen = 0;
        Register<int, string>("text", (_, _) => Task.FromResult("no number"));
        Host.AutoAdvance = false;

        var execution = await StartAsync(async ctx =>
        {
            try
            {
                return await ctx.InvokeAsync<int, int>("ask", "text", 1);
            }
            catch (Exception)
            {
                return Interlocked.Increment(ref seen);
            }
        });

        (await UnreadableOf(execution)).Should().Contain("the invoke 'ask' is on record, and this build cannot read it as System.Int32");
        seen.Should().Be(0);
    }

    [Test]
    public async Task Invoke_FunctionThatIsNotRegistered_FailsOrWaitsForIt()
    {
        Host.AutoAdvance = false;
        var execution = await StartAsync(ctx => EndOfAsync(ctx, "missing"));
        if (Host.Traits.UnknownFunctionFailure is { } failure)
        {
            Host.AutoAdvance = true;
            (await OutcomeOf(execution)).Value<string>().Should().StartWith(failure);
            return;
        }

        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        var ended = execution.OutcomeAsync();
        ended.IsCompleted.Should().BeFalse();
        Register<int, int>("missing", (_, x) => Task.FromResult(x));

        (await ended.WaitAsync(HangGuard)).Value<string>().Should().Be("returned 1");
    }

    private static async Task<string> EndOfAsync(DurableContext ctx, string function)
    {
        try
        {
            return $"returned {await ctx.InvokeAsync<int, int>(null, function, 1)}";
        }
        catch (InvokeFailedException failed)
        {
            return $"{failed.Status} {failed.Error.ErrorType} {failed.Message} {failed.Error.ErrorData}";
        }
    }

    private void Register<TIn, TOut>(string name, Func<DurableContext, TIn, Task<TOut>> function) => Host.Register(name, DurableFunction.Create(function));
}
