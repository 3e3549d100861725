namespace DurableParallel.Lambda.Tests;

/// <summary>One context is active while another waits for the service.</summary>
internal sealed class PollTests : LambdaFixture
{
    [Test]
    public async Task Wait_BesideARunningStep_EndsInProcess()
    {
        var execution = Service.Create();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var handler = NewHandler(async context =>
        {
            await using var scope = context.Parallel("both");
            var slow = scope.Branch("slow", branch => branch.StepAsync("work", () => gate.Task));
            var waits = scope.Branch("waits", async branch =>
            {
                await branch.WaitAsync("pause", TimeSpan.FromSeconds(3));
                return await branch.StepAsync("after", () => gate.TrySetResult());
            });
            await scope.JoinAsync();
            return waits.Result;
        });

        var running = InvokeAsync(handler, execution);
        await AdvanceUntilAsync(running);

        Result(await running).Should().Be("true");
        execution.Invocations.Should().Be(1);
        execution.Calls.Count(call => call.Length == 0).Should().BeInRange(1, 5, "it asks when the wait is due and seldom before");
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Retries_BesideARunningStep_HaveTheirDelaysWhateverIsToldAgain(bool repeatsAnswers)
    {
        var execution = Service.Create();
        execution.RepeatsAnswers = repeatsAnswers;
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var begin = Service.Clock.GetUtcNow();
        List<int> attempts = [];
        List<double> checks = [];
        var handler = NewHandler(async context =>
        {
            await using var scope = context.Parallel("both");
            scope.Branch("slow", branch => branch.StepAsync("work", () => gate.Task));
            var retries = scope.Branch("retries", async branch =>
            {
                await branch.StepAsync("flaky", step => Attempt(step.Attempt) < 4 ? throw new InvalidDataException("again") : 1, new StepConfig { Retry = RetryStrategy.Fixed(4, TimeSpan.FromSeconds(60)) });
                return await branch.WaitForConditionAsync("check", (int state, ConditionContext _) => Task.FromResult(Check(state) + 1), new WaitForConditionConfig<int>
                {
                    InitialState = 0,
                    Strategy = WaitStrategy<int>.Fixed(static state => state == 4, TimeSpan.FromSeconds(60)),
                });
            });
            scope.Branch("opens", async branch =>
            {
                await retries.AsTask();
                gate.SetResult();
            });
            await scope.JoinAsync();
            return retries.Result;
        });

        var running = InvokeAsync(handler, execution);
        await AdvanceUntilAsync(running);

        Result(await running).Should().Be("4");
        execution.Invocations.Should().Be(1);
        attempts.Should().Equal(1, 2, 3, 4);
        checks.Should().HaveCount(4).And.BeInAscendingOrder();
        checks.Zip(checks.Skip(1), static (earlier, later) => later - earlier).Should().OnlyContain(static gap => gap >= 60);

        int Attempt(int attempt)
        {
            attempts.Add(attempt);
            return attempt;
        }

        int Check(int state)
        {
            checks.Add((Service.Clock.GetUtcNow() - begin).TotalSeconds);
            return state;
        }
    }

    [Test]
    public async Task Callback_BesideARunningStep_IsAskedForEverMoreSeldom()
    {
        var execution = Service.Create();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var handler = NewHandler(async context =>
        {
            await using var scope = context.Parallel("both");
            scope.Branch("slow", branch => branch.StepAsync("work", () => gate.Task));
            var answer = scope.Branch("asks", async branch => await (await branch.CreateCallbackAsync<int>("approval")).GetResultAsync());
            await scope.JoinAsync();
            return answer.Result;
        });

        var running = InvokeAsync(handler, execution);
        var polls = () => execution.Calls.Count(static call => call.Length == 0);
        for (var second = 0; second < 60; second++)
        {
            await SettleAsync();
            Service.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        await SettleAsync();
        var asked = polls();
        execution.Complete("approval", "SUCCEEDED", "5");
        while (execution.Updates.All(static update => update["Payload"]?.GetValue<string>() != "5"))
        {
            await SettleAsync();
            Service.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        gate.SetResult();
        Result(await running).Should().Be("5");
        asked.Should().BeInRange(5, 12, "a minute has polls after 1, 2, 4, 8 s and then every 10 s");
    }

    [Test]
    public async Task Callback_NobodyWaitsFor_IsNotAskedFor()
    {
        var execution = Service.Create();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var handler = NewHandler(async context =>
        {
            await context.CreateCallbackAsync<int>("approval");
            await context.StepAsync("work", () => gate.Task);
            return 1;
        });

        var running = InvokeAsync(handler, execution);
        for (var second = 0; second < 30; second++)
        {
            await SettleAsync();
            Service.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        gate.SetResult();
        await running;

        execution.Calls.Should().NotContain("");
    }

    [Test]
    public async Task Retry_BesideARunningStep_RunsInProcess()
    {
        var execution = Service.Create();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var attempts = 0;
        var handler = NewHandler(async context =>
        {
            await using var scope = context.Parallel("both");
            scope.Branch("slow", branch => branch.StepAsync("work", () => gate.Task));
            scope.Branch("retries", branch => branch.StepAsync(
                "flaky",
                () => ++attempts < 3 ? throw new TimeoutException() : gate.TrySetResult(),
                new StepConfig { Retry = RetryStrategy.Fixed(3, TimeSpan.FromSeconds(2)) }));
            await scope.JoinAsync();
            return attempts;
        });

        var running = InvokeAsync(handler, execution);
        await AdvanceUntilAsync(running);

        Result(await running).Should().Be("3");
        execution.Find("flaky").Attempt.Should().Be(3);
    }

    [Test]
    public async Task Wait_ThatEndsWithItsOwnStart_IsNotWaitedFor()
    {
        var execution = Service.Create();
        execution.AfterUpdates = _ => Service.Clock.Advance(TimeSpan.FromSeconds(2));
        var handler = NewHandler(async context =>
        {
            await context.WaitAsync("first", TimeSpan.FromSeconds(1));
            await context.WaitAsync("second", TimeSpan.FromSeconds(60));
            return 1;
        });

        var answer = await InvokeAsync(handler, execution);

        answer["Status"]!.GetValue<string>().Should().Be("PENDING");
        execution.History.Should().StartWith(["WaitStarted first"]).And.EndWith(["WaitStarted second", "I"]);
    }

    [Test]
    public async Task Answers_WithEveryOperation_TellNothingTwice()
    {
        var execution = Service.Create();
        execution.AnswersAll = true;
        var handler = NewHandler(async context =>
        {
            await using var scope = context.Parallel("both");
            for (var i = 0; i < 5; i++)
            {
                var seconds = 1 + i;
                scope.Branch($"b{i}", async branch =>
                {
                    await branch.WaitAsync($"w{seconds}", TimeSpan.FromSeconds(seconds));
                    await branch.StepAsync($"s{seconds}", () => seconds);
                });
            }

            await scope.JoinAsync();
            return 1;
        });

        var answer = await RunAsync(handler, execution);

        Result(answer).Should().Be("1");
        execution.History.Count(static entry => entry.StartsWith("StepStarted", StringComparison.Ordinal)).Should().Be(5);
    }
}
