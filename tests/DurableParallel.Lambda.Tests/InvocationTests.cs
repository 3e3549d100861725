namespace DurableParallel.Lambda.Tests;

/// <summary>What an execution looks like to the service, call by call.</summary>
internal sealed class InvocationTests : LambdaFixture
{
    [Test]
    public async Task Steps_OneAfterTheOther_CostOneCallEach()
    {
        var execution = Service.Create();
        var handler = NewHandler(async context =>
        {
            var sum = 0;
            for (var i = 0; i < 5; i++)
            {
                sum += await context.StepAsync($"s{i}", () => i);
            }

            return sum;
        });

        var answer = await RunAsync(handler, execution);

        Result(answer).Should().Be("10");
        execution.Calls.Should().Equal(Enumerable.Range(0, 5).Select(i => $"STEP START s{i}, STEP SUCCEED s{i}"));
        execution.History.Should().Equal([.. Enumerable.Range(0, 5).SelectMany(i => new[] { $"StepStarted s{i}", $"StepSucceeded s{i}" }), "I"]);
    }

    [Test]
    public async Task Wait_BetweenSteps_SuspendsAndReplays()
    {
        var execution = Service.Create();
        var runs = 0;
        var handler = NewHandler(async context =>
        {
            var first = await context.StepAsync("first", () => ++runs);
            await context.WaitAsync("pause", TimeSpan.FromMinutes(5));
            return first + await context.StepAsync("second", () => 10);
        });

        var answer = await RunAsync(handler, execution);

        Result(answer).Should().Be("11");
        runs.Should().Be(1);
        execution.History.Should().Equal(
            "StepStarted first", "StepSucceeded first", "WaitStarted pause", "I", "WaitSucceeded pause", "StepStarted second", "StepSucceeded second", "I");
    }

    [Test]
    public async Task Step_ThatFailsOnce_IsRetriedInAnotherInvocation()
    {
        var execution = Service.Create();
        var attempts = 0;
        var handler = NewHandler(context => context.StepAsync(
            "flaky",
            () => ++attempts == 1 ? throw new TimeoutException("slow") : "done",
            new StepConfig { Retry = RetryStrategy.Fixed(3, TimeSpan.FromSeconds(7)) }));

        var answer = await RunAsync(handler, execution);

        Result(answer).Should().Be("\"done\"");
        execution.History.Should().Equal("StepStarted flaky", "StepFailed flaky", "I", "StepStarted flaky", "StepSucceeded flaky", "I");
        execution.Updates[1]["StepOptions"]!["NextAttemptDelaySeconds"]!.GetValue<int>().Should().Be(7);
        execution.Updates[1]["Error"]!["ErrorType"]!.GetValue<string>().Should().Be("System.TimeoutException");
    }

    [Test]
    public async Task Callback_CompletedBetweenInvocations_GivesItsResult()
    {
        var execution = Service.Create();
        string? id = null;
        var handler = NewHandler(async context =>
        {
            var callback = await context.CreateCallbackAsync<string>("approval");
            await context.StepAsync("send", () => { id = callback.CallbackId; });
            return await callback.GetResultAsync();
        });

        var suspended = await InvokeAsync(handler, execution);
        execution.Complete("approval", "SUCCEEDED", "\"yes\"");
        var answer = await RunAsync(handler, execution);

        suspended["Status"]!.GetValue<string>().Should().Be("PENDING");
        id.Should().Be(execution.Find("approval").CallbackId);
        Result(answer).Should().Be("\"yes\"");
    }

    [Test]
    public void CreateHandler_OfAFunctionWithLimits_IsRefusedWithTheAlternative()
    {
        var function = DurableFunction.Create(static (DurableContext _) => Task.CompletedTask, new DurableFunctionOptions { MaxConcurrentExecutions = 1 });

        FluentActions.Invoking(() => DurableLambda.CreateHandler(function)).Should().Throw<FeatureNotSupportedException>().WithMessage("*MaxConcurrentExecutions*reserved concurrency*");
        FluentActions.Invoking(() => DurableLambda.CreateHandler([new("f", function)])).Should().Throw<FeatureNotSupportedException>();
    }

    [Test]
    public async Task Invoke_ThatFailed_ThrowsItsError()
    {
        var execution = Service.Create();
        var handler = NewHandler(context => context.InvokeAsync<int, int>("stock", "stock:1", 7));

        await InvokeAsync(handler, execution);
        execution.Complete("stock", "FAILED", error: new() { ["ErrorType"] = "OutOfStock", ["ErrorMessage"] = "none left" });
        var answer = await RunAsync(handler, execution);

        execution.Find("stock").Input.Should().Be("7");
        execution.Find("stock").FunctionName.Should().Be("stock:1");
        answer.ToJsonString().Should().Be("""{"Status":"FAILED","Error":{"ErrorType":"OutOfStock","ErrorMessage":"none left","StackTrace":["--- at stock","--- as DurableParallel.InvokeFailedException"]}}""");
    }

    [TestCase(NestingType.Nested)]
    [TestCase(NestingType.Flat)]
    public async Task Scope_WithStepsAndWaits_Replays(NestingType nesting)
    {
        var execution = Service.Create();
        var handler = NewHandler(async context =>
        {
            await using var scope = context.Parallel("checks", new ParallelConfig { Nesting = nesting });
            var futures = Enumerable.Range(0, 4).Select(i => scope.Branch($"b{i}", async branch =>
            {
                var value = await branch.StepAsync($"s{i}", () => i * 10);
                await branch.WaitAsync($"w{i}", TimeSpan.FromSeconds(1 + i));
                return value + await branch.StepAsync($"t{i}", () => 1);
            })).ToList();
            await scope.JoinAsync();
            return futures.Sum(future => future.Result);
        });

        var answer = await RunAsync(handler, execution);

        Result(answer).Should().Be("64");
        execution.Operations.Should().OnlyContain(operation => operation.Type == "EXECUTION" || operation.IsEnded);
        execution.History.Count(entry => entry.StartsWith("StepStarted", StringComparison.Ordinal)).Should().Be(8);
    }

    [Test]
    public async Task Delay_WithAPartOfASecond_IsRoundedUpAndSaidOnceForEachFunction()
    {
        var handler = NewHandler(async context =>
        {
            await context.WaitAsync("short", TimeSpan.FromMilliseconds(1250));
            await context.WaitAsync("shorter", TimeSpan.FromMilliseconds(20));
            return (await context.CreateCallbackAsync<int>("c", new CallbackConfig { Timeout = TimeSpan.FromMilliseconds(1) })).CallbackId.Length > 0;
        });
        var first = Service.Create();

        Result(await RunAsync(handler, first)).Should().Be("true");
        Result(await RunAsync(handler, Service.Create())).Should().Be("true");

        LogLines.Where(line => line.Contains("whole seconds", StringComparison.Ordinal)).Should().ContainSingle()
            .Which.Should().Contain("the wait 'short' at '1' asks for 1.25 s and gets 2 s");
    }

    [Test]
    public async Task Delay_OfWholeSeconds_IsNotSpokenOf()
    {
        var handler = NewHandler(async context =>
        {
            await context.WaitAsync("w", TimeSpan.FromSeconds(2));
            return 1;
        });

        Result(await RunAsync(handler, Service.Create())).Should().Be("1");

        LogLines.Should().NotContain(line => line.Contains("whole seconds", StringComparison.Ordinal));
    }
}
