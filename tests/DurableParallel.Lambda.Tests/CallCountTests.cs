namespace DurableParallel.Lambda.Tests;

/// <summary>How many calls things cost, which is what people wait for and pay.</summary>
internal sealed class CallCountTests : LambdaFixture
{
    [Test]
    public async Task Steps_WhoseBodiesEndAtOnce_CostOneCall()
    {
        var execution = Service.Create();
        var handler = NewHandler(async context =>
        {
            for (var i = 0; i < 100; i++)
            {
                await context.StepAsync(null, () => i);
            }

            return 0;
        });

        await RunAsync(handler, execution);

        execution.Calls.Should().HaveCount(100).And.OnlyContain(static call => call == "STEP START, STEP SUCCEED");
    }

    [Test]
    public async Task Step_WhoseBodyGoesOn_CostsTwoCallsAndIsStartedMeanwhile()
    {
        var execution = Service.Create();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        execution.BeforeCheckpoint = _ => started.TrySetResult();
        var handler = NewHandler(context => context.StepAsync("s", async () =>
        {
            await started.Task;
            return 1;
        }));

        await RunAsync(handler, execution);

        execution.Calls.Should().Equal("STEP START s", "STEP SUCCEED s");
    }

    [Test]
    public async Task Step_WhoseBodyBlocks_IsStartedAfterAMoment()
    {
        var execution = Service.Create();
        using var started = new ManualResetEventSlim();
        execution.BeforeCheckpoint = _ => started.Set();
        var handler = NewHandler(context => context.StepAsync("s", () => started.Wait(TimeSpan.FromSeconds(20))));

        var running = RunAsync(handler, execution);
        await AdvanceUntilAsync(running);

        Result(await running).Should().Be("true");
        execution.Calls.Should().Equal("STEP START s", "STEP SUCCEED s");
    }

    [Test]
    public async Task Step_AtMostOnce_IsStartedBeforeItsBody()
    {
        var execution = Service.Create();
        var handler = NewHandler(context => context.StepAsync(
            "s", () => execution.Find("s").Status, new StepConfig { Semantics = StepSemantics.AtMostOncePerRetry }));

        Result(await RunAsync(handler, execution)).Should().Be("\"STARTED\"");
        execution.Calls.Should().Equal("STEP START s", "STEP SUCCEED s");
    }

    [TestCase(NestingType.Nested, 26)]
    [TestCase(NestingType.Flat, 14)]
    public async Task Scope_OfAThousandBranchesOfOneStep_CostsFewCalls(NestingType nesting, int most)
    {
        var execution = Service.Create();
        Service.BeforeAnswer = static () => Task.Delay(25);
        var handler = NewHandler(async context =>
        {
            await using var scope = context.Parallel("scope", new ParallelConfig { Nesting = nesting });
            for (var i = 0; i < 1000; i++)
            {
                scope.Branch(null, branch => branch.StepAsync(null, () => 1));
            }

            return (await scope.JoinAsync()).SuccessCount;
        });

        Result(await RunAsync(handler, execution)).Should().Be("1000");
        execution.Calls.Count.Should().BeLessThanOrEqualTo(most);
    }
}
