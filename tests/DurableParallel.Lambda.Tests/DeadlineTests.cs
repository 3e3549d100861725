using DurableParallel.Lambda.Runtime;

namespace DurableParallel.Lambda.Tests;

/// <summary>Lambda ends a process at its deadline; the invocation ends in order before.</summary>
internal sealed class DeadlineTests : LambdaFixture
{
    [Test]
    public async Task Step_RunningAtTheDeadline_FailsTheInvocationAndKeepsWhatIsRecorded()
    {
        var execution = Service.Create();
        var runs = 0;
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var handler = NewHandler(async context =>
        {
            await context.StepAsync("first", () => 1);
            return await context.StepAsync("slow", async () =>
            {
                runs++;
                await gate.Task;
                return 5;
            });
        });

        var invoke = () => InvokeAsync(handler, execution, Until(TimeSpan.FromMinutes(1)));
        var running = invoke.Should().ThrowAsync<DurableLambdaException>();
        await AdvanceUntilAsync(running);
        gate.SetResult();
        var answer = await RunAsync(handler, execution);

        (await running).Which.Code.Should().Be("DP5006");
        Result(answer).Should().Be("5");
        runs.Should().Be(2);
        execution.History.Should().Equal("StepStarted first", "StepSucceeded first", "StepStarted slow", "I", "StepSucceeded slow", "I");
    }

    [Test]
    public async Task WaitThatIsDueSoon_BesideAStepAtTheDeadline_AnswersPending()
    {
        var execution = Service.Create();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var handler = NewHandler(async context =>
        {
            await using var scope = context.Parallel("both");
            scope.Branch("slow", branch => branch.StepAsync("work", () => gate.Task));
            scope.Branch("waits", branch => branch.WaitAsync("pause", TimeSpan.FromSeconds(90)));
            await scope.JoinAsync();
            return 1;
        });

        var running = InvokeAsync(handler, execution, Until(TimeSpan.FromMinutes(1)));
        await AdvanceUntilAsync(running);
        var answer = await running;
        gate.SetResult();

        answer.ToJsonString().Should().Be("""{"Status":"PENDING"}""");
        execution.History.Should().Contain("StepStarted work").And.EndWith("I");
        Service.Clock.GetUtcNow().Should().BeBefore(new DateTimeOffset(2026, 3, 1, 12, 1, 0, TimeSpan.Zero));
        Result(await RunAsync(handler, execution)).Should().Be("1");
    }

    [Test]
    public async Task WaitThatIsDueMuchLater_BesideAStepAtTheDeadline_AsksToBeInvokedAgainAtOnce()
    {
        var execution = Service.Create();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var handler = NewHandler(async context =>
        {
            await using var scope = context.Parallel("both");
            scope.Branch("slow", branch => branch.StepAsync("work", () => gate.Task));
            scope.Branch("waits", branch => branch.WaitAsync("pause", TimeSpan.FromDays(1)));
            await scope.JoinAsync();
            return 1;
        });

        var invoke = () => InvokeAsync(handler, execution, Until(TimeSpan.FromMinutes(1)));
        var running = invoke.Should().ThrowAsync<DurableLambdaException>("PENDING would let the step wait for a day");
        await AdvanceUntilAsync(running);

        (await running).Which.Code.Should().Be("DP5006");
        gate.SetResult();
    }

    [Test]
    public async Task Function_ThatEndsBeforeTheDeadline_HearsNothingOfIt()
    {
        var execution = Service.Create();
        var handler = NewHandler(context => context.StepAsync("s", () => 7));

        var answer = await InvokeAsync(handler, execution, Until(TimeSpan.FromSeconds(3)));
        Service.Clock.Advance(TimeSpan.FromMinutes(1));

        Result(answer).Should().Be("7");
    }

    [Test]
    public async Task Service_ThatDoesNotAnswerAtTheDeadline_IsNotWaitedFor()
    {
        var execution = Service.Create();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Service.BeforeAnswer = () => gate.Task;
        var handler = NewHandler(context => context.StepAsync("s", () => 7));

        var invoke = () => InvokeAsync(handler, execution, Until(TimeSpan.FromSeconds(20)));
        var running = invoke.Should().ThrowAsync<DurableLambdaException>();
        while (Service.InFlight == 0)
        {
            await Task.Delay(1);
        }

        Service.Clock.Advance(TimeSpan.FromSeconds(18));
        Service.Clock.Advance(TimeSpan.FromSeconds(1));
        await running;
        gate.SetResult();

        Service.Clock.GetUtcNow().Should().BeBefore(new DateTimeOffset(2026, 3, 1, 12, 0, 20, TimeSpan.Zero));
    }

    [TestCase(null, 5.0)]
    [TestCase(60.0, 5.0)]
    [TestCase(5.0, 5.0)]
    [TestCase(1.5, 1.5)]
    [TestCase(0.0, 0.0)]
    [TestCase(-3.0, 0.0)]
    public void ProcessThatEnds_WaitsForWhatIsToBeRecordedUntilTheDeadlineAndFiveSecondsAtMost(double? left, double waits)
    {
        var now = Service.Clock.GetUtcNow();

        DeadlineTimer.LeftToRecord(left is { } seconds ? now.AddSeconds(seconds) : null, now).Should().Be(TimeSpan.FromSeconds(waits));
    }

    private LambdaCall Until(TimeSpan time) => new() { RequestId = "r", TimeoutTimestamp = Service.Clock.GetUtcNow() + time };
}
