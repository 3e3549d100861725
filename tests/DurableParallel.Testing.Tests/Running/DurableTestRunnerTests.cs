using DurableParallel.Engine;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Testing.Tests.Running;

internal sealed class DurableTestRunnerTests
{
    [Test]
    public async Task Run_AStepThatFailsOnceAndAWait_TakesNoTime([Values] HostMode mode)
    {
        var runner = new DurableTestRunner(DurableFunction.Create<string, string>(ShipAsync), new DurableTestRunnerOptions { Mode = mode });

        var run = await runner.RunAsync("A-1");

        run.Status.Should().Be(ExecutionStatus.Succeeded);
        run.ResultAs<string>().Should().Be("shipped A-1");
        run.Operation("charge").Attempts.Should().Be(2);
        run.Operation("charge").ResultAs<int>().Should().Be(7);
        run.Elapsed.Should().BeGreaterThan(TimeSpan.FromDays(1));
        run.Invocations.Should().Be(mode == HostMode.Suspending ? 3 : 1);
        run.History.Select(e => e.EventType).Should().ContainInOrder(
            HistoryEventType.ExecutionStarted,
            HistoryEventType.StepStarted,
            HistoryEventType.StepFailed,
            HistoryEventType.StepStarted,
            HistoryEventType.StepSucceeded,
            HistoryEventType.WaitStarted,
            HistoryEventType.WaitSucceeded,
            HistoryEventType.ExecutionSucceeded);
    }

    [Test]
    public async Task CustomStatus_WhileItWaitsAndAtTheEnd_IsTheLatest([Values] HostMode mode)
    {
        var runner = DurableTestRunner.Create<int>(
            static async ctx =>
            {
                ctx.SetStatus(new[] { 1, 2 });
                await ctx.WaitAsync(TimeSpan.FromDays(1));
                ctx.SetStatus("done");
                return 0;
            },
            new DurableTestRunnerOptions { Mode = mode });
        var execution = runner.Start();
        await execution.RunUntilParkedAsync();

        execution.Inspect().CustomStatusAs<int[]>().Should().Equal(1, 2);
        await execution.AdvanceByAsync(TimeSpan.FromDays(1));
        var run = await execution.CompleteAsync();

        run.CustomStatusPayload.Should().Be("\"done\"");
        (await DurableTestRunner.Create<int>(static ctx => Task.FromResult(0)).RunAsync()).CustomStatusAs<string>().Should().BeNull("it said nothing");
    }

    [Test]
    public async Task Create_FunctionsOfEveryShape_Run()
    {
        var runner = DurableTestRunner.Create<string>(async ctx =>
            {
                var doubled = await ctx.InvokeAsync<int, int>("double", "double", 21);
                await ctx.InvokeAsync("note", "note", "x");
                await ctx.InvokeAsync<object?>("tick", "tick", null);
                return $"{doubled} {await ctx.InvokeAsync<object?, string>("now", "now", null)}";
            })
            .Register<int, int>("double", static (_, number) => Task.FromResult(2 * number))
            .Register<string>("note", static (ctx, text) => ctx.StepAsync(text, static () => { }))
            .Register("tick", static ctx => ctx.WaitAsync(TimeSpan.FromSeconds(1)))
            .Register<string>("now", static ctx => Task.FromResult($"{ctx.UtcNow.Year}"));

        (await runner.RunAsync()).ResultAs<string>().Should().Be("42 2000");
        (await DurableTestRunner.Create<int, int>(static (_, number) => Task.FromResult(number + 1)).RunAsync(1)).ResultAs<int>().Should().Be(2);
        (await DurableTestRunner.Create<int>(static (ctx, number) => ctx.StepAsync($"{number}", static () => { })).RunAsync(1)).Operations.Should().ContainSingle();
        (await DurableTestRunner.Create(static ctx => ctx.StepAsync("s", static () => { })).RunAsync()).Operation("s").Attempts.Should().Be(1);
    }

    [Test]
    public async Task Run_WithAnInputThatTheFunctionDoesNotTake_IsRefused()
    {
        var runner = new DurableTestRunner(DurableFunction.Create<int, int>((_, number) => Task.FromResult(2 * number)));

        (await runner.Awaiting(r => r.RunAsync("hello")).Should().ThrowAsync<PayloadRefusedException>()).Which.ExpectedType.Should().Be<int>();
        (await runner.RunAsync(21L)).ResultAs<int>().Should().Be(42);
    }

    [Test]
    public async Task Callback_GivenAResultThatTheFunctionDoesNotAwait_IsRefusedAndStaysOpen()
    {
        var runner = new DurableTestRunner(DurableFunction.Create<bool>(ctx => ctx.WaitForCallbackAsync<bool>("approval", (_, _) => Task.CompletedTask)));
        var execution = runner.Start();
        await execution.RunUntilParkedAsync();
        var callback = execution.Callback("approval");

        callback.Invoking(c => c.Succeed("yes please")).Should().Throw<PayloadRefusedException>().Which.ExpectedType.Should().Be<bool>();
        callback.Succeed(true);

        (await execution.CompleteAsync()).ResultAs<bool>().Should().BeTrue();
    }

    [Test]
    public async Task Run_OfAScope_ShowsBranchesAndATree()
    {
        var runner = new DurableTestRunner(DurableFunction.Create<int>(ScopeAsync));

        var run = await runner.RunAsync();

        run.ResultAs<int>().Should().Be(3);
        run.Branch("two").ResultAs<int>().Should().Be(2);
        run.Branch("two").Children.Should().ContainSingle().Which.Name.Should().Be("rate");
        run.OperationsNamed("rate").Should().HaveCount(2);
        run.ToString().Should().StartWith("Succeeded with 3").And.Contain("  1 parallel scope 'both': Succeeded").And.Contain("      1-1-1 step 'rate' at 'both/one/rate': Succeeded");
    }

    [Test]
    public async Task Operation_NamedByNoneOrSeveral_ListsWhatThereIs()
    {
        var run = await new DurableTestRunner(DurableFunction.Create<int>(ScopeAsync)).RunAsync();

        run.Invoking(r => r.Operation("price")).Should().Throw<InvalidOperationException>().WithMessage("*No operation*'price'*branch 'one'*");
        run.Invoking(r => r.Operation("rate")).Should().Throw<InvalidOperationException>().WithMessage("*2 operations*'rate'*");
        run.Invoking(r => r.Branch("rate")).Should().Throw<InvalidOperationException>().WithMessage("*No branch*");
    }

    [Test]
    public async Task ResultAs_OfAFailedExecution_SaysWhatItFailedWith()
    {
        var runner = new DurableTestRunner(DurableFunction.Create<int>(ctx => ctx.StepAsync<int>("s", () => throw new InvalidDataException("no data"), new StepConfig { Retry = RetryStrategy.None })));

        var run = await runner.RunAsync();

        run.Status.Should().Be(ExecutionStatus.Failed);
        run.Error!.ErrorType.Should().Be(typeof(InvalidDataException).FullName);
        run.Invoking(r => r.ResultAs<int>()).Should().Throw<InvalidOperationException>().WithMessage("*Failed with System.IO.InvalidDataException: no data*step 's': Failed*");
        run.Operation("s").Invoking(o => o.ResultAs<int>()).Should().Throw<InvalidOperationException>().WithMessage("*step 's'*no data*");
    }

    [Test]
    public async Task Run_WaitsOfADayAndAnHour_KeepTheirOrder()
    {
        var runner = new DurableTestRunner(DurableFunction.Create<string>(async ctx =>
        {
            var order = new List<string>();
            await using var p = ctx.Parallel("waits");
            p.Branch("day", async b =>
            {
                await b.WaitAsync(TimeSpan.FromDays(1));
                await b.StepAsync("day-over", () => { });
            });
            p.Branch("hour", async b =>
            {
                await b.WaitAsync(TimeSpan.FromHours(1));
                await b.StepAsync("hour-over", () => { });
            });
            await p.JoinAsync();
            return "done";
        }));

        var run = await runner.RunAsync();

        run.Operation("hour-over").StartTimestamp.Should().Be(run.History[0].EventTimestamp + TimeSpan.FromHours(1));
        run.Operation("day-over").StartTimestamp.Should().Be(run.History[0].EventTimestamp + TimeSpan.FromDays(1));
        run.Elapsed.Should().Be(TimeSpan.FromDays(1));
    }

    [Test]
    public async Task Run_Logs_KeepsEachLineOnceWithItsInvocation()
    {
        var runner = new DurableTestRunner(DurableFunction.Create(async ctx =>
        {
            ctx.Logger.Say("before");
            await ctx.WaitAsync("pause", TimeSpan.FromHours(1));
            ctx.Logger.Say("after");
            await ctx.StepAsync("work", step => step.Logger.Say("in the step"));
        }));

        var run = await runner.RunAsync();

        run.Log.Select(line => (line.Message, line.Invocation)).Should().Equal(("before", 1), ("after", 2), ("in the step", 2));
        run.SilencedLog.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Message = "before", Invocation = 2 });
        run.Log[2].Properties["StepName"].Should().Be("work");
    }

    [Test]
    public async Task Run_MockedInvoke_IsAnsweredAndShown()
    {
        var runner = new DurableTestRunner(DurableFunction.Create<int, int>((ctx, input) => ctx.InvokeAsync<int, int>(null, "double", input)))
            .MockInvoke("double", (int number) => 2 * number);

        var run = await runner.RunAsync(21);

        run.ResultAs<int>().Should().Be(42);
        run.Invoked.Should().ContainSingle().Which.FunctionName.Should().Be("double");
    }

    [Test]
    public async Task Run_RegisteredInvoke_RunsAsAnExecutionOfItsOwn()
    {
        var runner = new DurableTestRunner(DurableFunction.Create<int>(ctx => ctx.InvokeAsync<int, int>(null, "slow", 1)))
            .Register("slow", DurableFunction.Create<int, int>(async (ctx, input) =>
            {
                await ctx.WaitAsync("think", TimeSpan.FromHours(3));
                return input + 1;
            }));

        var run = await runner.RunAsync();

        run.ResultAs<int>().Should().Be(2);
        run.Invoked[0].Operation("think").Status.Should().Be(OperationStatus.Succeeded);
        run.Elapsed.Should().Be(TimeSpan.FromHours(3));
    }

    [Test]
    public async Task Run_MockedInvokeThatThrows_FailsTheInvoke()
    {
        var runner = new DurableTestRunner(DurableFunction.Create<string>(async ctx =>
        {
            try
            {
                return await ctx.InvokeAsync<int, string>(null, "stock", 1);
            }
            catch (InvokeFailedException failed)
            {
                return failed.Message;
            }
        })).MockInvoke<int, string>("stock", _ => throw new InvalidDataException("sold out"));

        (await runner.RunAsync()).ResultAs<string>().Should().Be("sold out");
    }

    [Test]
    public async Task Run_CallbackRules_AnswerAtOnceOrLater([Values] HostMode mode)
    {
        var runner = new DurableTestRunner(DurableFunction.Create<string>(ApproveAsync), new DurableTestRunnerOptions { Mode = mode })
            .OnCallback("first", callback => callback.Succeed("yes"))
            .OnCallback("second", callback => callback.Fail("Declined", "too dear"), TimeSpan.FromHours(5));

        var run = await runner.RunAsync();

        run.ResultAs<string>().Should().Be("yes, too dear");
        run.Elapsed.Should().Be(TimeSpan.FromHours(5));
    }

    [Test]
    public async Task Run_CallbackRuleThatThrows_EndsTheRun()
    {
        var runner = new DurableTestRunner(DurableFunction.Create<string>(ApproveAsync)).OnCallback("first", _ => throw new InvalidDataException("broken fake"));

        var act = () => runner.RunAsync();

        await act.Should().ThrowAsync<InvalidOperationException>().WithMessage("*callback 'first'*broken fake*");
    }

    [Test]
    public async Task Run_WithAnExecutionTimeout_EndsAsTimedOut()
    {
        var runner = new DurableTestRunner(DurableFunction.Create(ctx => ctx.WaitAsync("long", TimeSpan.FromDays(2))));

        var run = await runner.RunAsync(new TestRunOptions { Timeout = TimeSpan.FromHours(1) });

        run.Status.Should().Be(ExecutionStatus.TimedOut);
        run.Elapsed.Should().Be(TimeSpan.FromHours(1));
    }

    [Test]
    public async Task Run_WithFactory_GivesEachRunItsOwnFakesAndClock()
    {
        var runner = new DurableTestRunner(clock =>
        {
            var calls = 0;
            return DurableFunction.Create<int>(async ctx =>
            {
                await ctx.WaitAsync("night", TimeSpan.FromHours(8));
                return await ctx.StepAsync("count", () => ++calls + clock.GetUtcNow().Hour);
            });
        });

        (await runner.RunAsync()).ResultAs<int>().Should().Be(9);
        (await runner.RunAsync()).ResultAs<int>().Should().Be(9);
    }

    [Test]
    public async Task Run_OfADriftedFunction_IsBlockedAndSaysWhy()
    {
        var runs = 0;
        var runner = new DurableTestRunner(DurableFunction.Create(async ctx =>
        {
            await ctx.StepAsync(Interlocked.Increment(ref runs) == 1 ? "one" : "another", () => 1);
            await ctx.WaitAsync(TimeSpan.FromHours(1));
        }));

        var run = await runner.RunAsync();

        run.Status.Should().Be(ExecutionStatus.Blocked);
        run.Fault.Should().BeOfType<NonDeterministicExecutionException>();
        run.Invoking(r => r.ResultAs<int>()).Should().Throw<InvalidOperationException>().WithMessage("*the step 'one'*the step 'another'*");
    }

    [Test]
    public async Task Run_WhoseRecordCannotBeRead_IsBlockedAndSaysWhy()
    {
        var reads = 0;
        var flaky = DurableSerializer.For<string>(static text => text, text => ++reads == 2 ? throw new TimeoutException("the store does not answer") : text!);
        var runner = new DurableTestRunner(DurableFunction.Create(async ctx =>
        {
            var text = await ctx.StepAsync("s", () => "v", new StepConfig { Serializer = flaky });
            await ctx.WaitAsync(TimeSpan.FromHours(1));
            return text;
        }));

        var run = await runner.RunAsync();

        run.Status.Should().Be(ExecutionStatus.Blocked);
        run.Fault.Should().BeOfType<UnreadableRecordException>().Which.InnerException.Should().BeOfType<TimeoutException>();
        run.ToString().Should().StartWith("Blocked by UnreadableRecordException: The outcome of the step 's' is on record").And.Contain("the store does not answer");
    }

    [Test]
    public async Task Run_BeyondTheLimitsOfAws_FailsThereAndPassesElsewhere()
    {
        var function = DurableFunction.Create<int>(async ctx => (await ctx.StepAsync("big", () => new string('x', 300_000))).Length);

        var here = await new DurableTestRunner(function).RunAsync();
        var there = await new DurableTestRunner(function, new DurableTestRunnerOptions { Limits = DurableLimits.Aws }).RunAsync();

        here.ResultAs<int>().Should().Be(300_000);
        there.Status.Should().Be(ExecutionStatus.Failed);
        there.Error!.ErrorMessage.Should().Contain("262144");
    }

    [Test]
    public async Task Run_AsOnAws_TakesPagesOfAThousandOperations()
    {
        var function = DurableFunction.Create<int>(ctx => CountAsync(ctx, 2_200, "x"));

        var here = await new DurableTestRunner(function).RunAsync();
        var there = await new DurableTestRunner(function, AsOnAws).RunAsync();

        there.Outcome.Should().Be(here.Outcome).And.Be("Succeeded with 2200");
        there.History.Select(e => e.EventType).Should().Equal(here.History.Select(e => e.EventType));
        there.StateCalls.Should().Equal([0, 2], "the execution, the steps and the wait are 2,202 operations");
        here.StateCalls.Should().Equal(0, 0);
    }

    [Test]
    public async Task Run_AsOnAws_TakesPagesOfFiveMebibytes()
    {
        var function = DurableFunction.Create<int>(ctx => CountAsync(ctx, 60, new string('x', 200_000)));

        var run = await new DurableTestRunner(function, AsOnAws).RunAsync();

        run.ResultAs<int>().Should().Be(12_000_000);
        run.StateCalls.Should().Equal([0, 2], "12 MB do not fit into two pages of 5 MiB");
    }

    [Test]
    public async Task Run_AsOnAws_FindsWhatEveryOperationCameTo()
    {
        var runner = new DurableTestRunner(DurableFunction.Create<string, string>(EverythingAsync), AsOnAws)
            .OnCallback("approval", callback => callback.Succeed(true), after: TimeSpan.FromMinutes(1))
            .MockInvoke("double", (int number) => 2 * number);

        var run = await runner.RunAsync("in");
        var report = await runner.ExploreCrashesAsync("in");

        run.ResultAs<string>().Should().Be("in: True, 8, one two, Sold out., 3");
        run.Invocations.Should().BeGreaterThan(3);
        run.StateCalls.Should().HaveCount(run.Invocations).And.OnlyContain(calls => calls == 0);
        report.ToString().Should().StartWith("safe at all ");
    }

    private static DurableTestRunnerOptions AsOnAws => new() { Limits = DurableLimits.Aws };

    private static async Task<int> CountAsync(DurableContext ctx, int steps, string value)
    {
        var length = 0;
        for (var step = 1; step <= steps; step++)
        {
            length += (await ctx.StepAsync("s", () => value)).Length;
        }

        await ctx.WaitAsync("w", TimeSpan.FromHours(1));
        return length;
    }

    private static async Task<string> EverythingAsync(DurableContext ctx, string input)
    {
        var approved = await ctx.WaitForCallbackAsync<bool>("approval", (_, _) => Task.CompletedTask);
        var doubled = await ctx.InvokeAsync<int, int>(null, "double", 4);
        await using var scope = ctx.Parallel("both");
        var one = scope.Branch("one", async b =>
        {
            await b.WaitAsync(TimeSpan.FromMinutes(5));
            return await b.StepAsync("s", () => "one");
        });
        var two = scope.Branch("two", b => b.StepAsync("s", step => step.Attempt == 1 ? throw new InvalidDataException("busy") : "two"));
        await scope.JoinAsync();
        var error = "";
        try
        {
            await ctx.StepAsync<int>("sold", () => throw new InvalidDataException("Sold out."), new StepConfig { Retry = RetryStrategy.None });
        }
        catch (StepFailedException failed)
        {
            error = failed.Error.ErrorMessage;
        }

        await ctx.WaitAsync("night", TimeSpan.FromHours(8));
        var count = await ctx.MapAsync("count", new[] { 1, 2 }, (b, item, _) => b.StepAsync("add", () => item));
        return $"{input}: {approved}, {doubled}, {one.Result} {two.Result}, {error}, {count.GetResults().Sum()}";
    }

    private static async Task<string> ShipAsync(DurableContext ctx, string order)
    {
        await ctx.StepAsync("charge", step => step.Attempt == 1 ? throw new InvalidDataException("busy") : 7);
        await ctx.WaitAsync("cool-off", TimeSpan.FromDays(1));
        return await ctx.StepAsync("ship", () => $"shipped {order}");
    }

    private static async Task<int> ScopeAsync(DurableContext ctx)
    {
        await using var p = ctx.Parallel("both");
        var one = p.Branch("one", b => b.StepAsync("rate", () => 1));
        var two = p.Branch("two", b => b.StepAsync("rate", () => 2));
        await p.JoinAsync();
        return one.Result + two.Result;
    }

    private static async Task<string> ApproveAsync(DurableContext ctx)
    {
        var first = await ctx.WaitForCallbackAsync<string>("first", (_, _) => Task.CompletedTask);
        var second = await ctx.CreateCallbackAsync<string>("second");
        try
        {
            return $"{first}, {await second.GetResultAsync()}";
        }
        catch (CallbackFailedException declined)
        {
            return $"{first}, {declined.Message}";
        }
    }
}
