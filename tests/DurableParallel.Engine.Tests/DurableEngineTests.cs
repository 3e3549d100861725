namespace DurableParallel.Engine.Tests;

[TestFixture]
[CancelAfter(60_000)]
internal sealed class DurableEngineTests : EngineFixture
{
    [Test]
    public async Task StartAsync_AFunctionOfFiveSteps_HasItsResultAndHistory()
    {
        var engine = await OpenAsync();
        engine.Register<string, string>("hello", FiveSteps);

        var execution = await engine.StartAsync("hello", "hello-1", "world");
        var result = await execution.GetResultAsync<string>();
        var history = await execution.GetHistoryAsync();

        result.Should().Be("world12345");
        execution.Status.Should().Be(ExecutionStatus.Succeeded);
        execution.Arn.Should().MatchRegex("^arn:aws:lambda:local:000000000000:function:hello:1/durable-execution/hello-1/[0-9a-f]{12}-1$");
        history.Select(e => e.EventId).Should().Equal(Enumerable.Range(1, 12));
        history.Select(e => e.EventType).Should().Equal(
            [
                HistoryEventType.ExecutionStarted,
                .. Enumerable.Repeat(new[] { HistoryEventType.StepStarted, HistoryEventType.StepSucceeded }, 5).SelectMany(pair => pair),
                HistoryEventType.ExecutionSucceeded,
            ]);
        history[0].Payload.Should().Be("\"world\"");
        history[2].Payload.Should().Be("\"world1\"");
        history[2].Id.Should().HaveLength(64);
        history[2].RetryDetails.Should().Be(new RetryDetails(1, null));
    }

    [Test]
    public async Task StartAsync_TheSameAgain_GivesTheOneThatIsThere()
    {
        var engine = await OpenAsync();
        engine.Register<string, string>("hello", FiveSteps);
        var first = await engine.StartAsync("hello", "same", "x");
        await first.GetResultAsync<string>();

        var second = await engine.StartAsync("hello", "same", "x");

        second.Arn.Should().Be(first.Arn);
        (await second.GetResultAsync<string>()).Should().Be("x12345");
        await engine.Awaiting(e => e.StartAsync("hello", "same", "y")).Should().ThrowAsync<ExecutionNameTakenException>().WithMessage("*another input*[DP4008] docs/errors/DP4008.md");
        engine.Register<string, string>("other", FiveSteps);
        await engine.Awaiting(e => e.StartAsync("other", "same", "x")).Should().ThrowAsync<ExecutionNameTakenException>().WithMessage("*runs the function 'hello'*");
    }

    [TestCase(null, 1)]
    [TestCase(3, 3)]
    public async Task Register_WithoutAVersion_TakesWhatTheFunctionSays(int? stated, int expected)
    {
        var engine = await OpenAsync();
        var options = stated is { } version ? new DurableFunctionOptions { Version = version } : new DurableFunctionOptions();
        engine.Register("hello", DurableFunction.Create<string, string>(FiveSteps, options));

        var execution = await engine.StartAsync("hello", "hello-1", "x");

        execution.Arn.Should().Contain($":hello:{expected}/");
    }

    [Test]
    public async Task Register_AVersionThatTheFunctionDoesNotSay_IsRefused()
    {
        var engine = await OpenAsync();
        var second = DurableFunction.Create<string, string>(FiveSteps, new DurableFunctionOptions { Version = 2 });

        engine.Invoking(e => e.Register("hello", second, version: 1)).Should().Throw<ArgumentException>().WithMessage("*as version 1*it is version 2*");
        engine.Invoking(e => e.Register("hello", second, version: 2)).Should().NotThrow();
    }

    [Test]
    public async Task Register_EveryShape_RunsAsVersionOne()
    {
        var engine = await OpenAsync();
        engine.Register<int, string>("both", static (_, input) => Task.FromResult($"got {input}"));
        engine.Register<int>("input", static (_, _) => Task.CompletedTask);
        engine.Register<string>("result", static _ => Task.FromResult("made"));
        engine.Register("neither", static _ => Task.CompletedTask);
        engine.Register("function", DurableFunction.Create<string>(static _ => Task.FromResult("any")));

        var both = await engine.StartAsync("both", "both", 5);
        var input = await engine.StartAsync("input", "input", 5);
        var result = await engine.StartAsync("result", "result");
        var neither = await engine.StartAsync("neither", "neither", new StartOptions { Timeout = TimeSpan.FromHours(1) });
        var function = await engine.StartAsync("function", "function");

        (await both.GetResultAsync<string>()).Should().Be("got 5");
        (await input.GetResultPayloadAsync()).Should().BeNull();
        (await result.GetResultAsync<string>()).Should().Be("made");
        (await neither.GetResultPayloadAsync()).Should().BeNull();
        (await function.GetResultAsync<string>()).Should().Be("any");
        new[] { both, input, result, neither, function }.Should().OnlyContain(execution => execution.Version == 1);
    }

    [Test]
    public async Task StartAsync_WithoutAnInput_IsTheSameStartAgain()
    {
        var engine = await OpenAsync();
        engine.Register<string>("result", static _ => Task.FromResult("made"));
        var first = await engine.StartAsync("result", "one");

        var again = await engine.StartAsync("result", "one");
        var many = await engine.StartManyAsync([StartRequest.For("result", "one"), StartRequest.For("result", "two")]);

        again.Arn.Should().Be(first.Arn);
        (many.AlreadyThere, many.Started).Should().Be((1, 1));
        (await (await engine.FindAsync("two"))!.GetHistoryAsync())[0].Payload.Should().BeNull();
    }

    [Test]
    public async Task Register_VersionZeroThatWasSaid_IsNotAnyVersion()
    {
        var engine = await OpenAsync();
        var zero = DurableFunction.Create<string, string>(FiveSteps, new DurableFunctionOptions { Version = 0 });

        engine.Invoking(e => e.Register("hello", zero, version: 1)).Should().Throw<ArgumentException>();
    }

    [TestCase("", "*1 to 256 characters*")]
    [TestCase("two\nlines", "*no control characters*U+000A*")]
    public async Task StartAsync_ABadName_IsRefused(string name, string message)
    {
        var engine = await OpenAsync();
        engine.Register<string, string>("hello", FiveSteps);

        await engine.Awaiting(e => e.StartAsync("hello", name, "x")).Should().ThrowAsync<ArgumentException>().WithMessage(message);
        await engine.Awaiting(e => e.StartAsync("hello", new string('x', 257), "x")).Should().ThrowAsync<ArgumentException>().WithMessage("*257*");
        await engine.Awaiting(e => e.StartAsync("hello", "half \udc00", "x")).Should().ThrowAsync<ArgumentException>().WithMessage("*surrogate*");
    }

    [TestCase("")]
    [TestCase("white space")]
    [TestCase("ünïcode")]
    [TestCase("12345678901234567890123456789012345678901234567890123456789012345")]
    public async Task Register_ABadFunctionName_IsRefused(string name)
    {
        var engine = await OpenAsync();

        engine.Invoking(e => e.Register<string, string>(name, FiveSteps)).Should().Throw<ArgumentException>().WithMessage("*1 to 64 characters*");
    }

    [Test]
    public async Task StartAsync_AnUnknownFunction_NamesTheKnownOnes()
    {
        var engine = await OpenAsync();
        engine.Register<string, string>("hello", FiveSteps);

        var unknown = (await engine.Awaiting(e => e.StartAsync("nobody", "a", "x")).Should().ThrowAsync<FunctionNotRegisteredException>()).Which;

        unknown.Should().BeEquivalentTo(new { Code = "DP4009", FunctionName = "nobody" });
        unknown.Message.Should().Contain("'nobody'").And.Contain("hello").And.EndWith("[DP4009] docs/errors/DP4009.md");
    }

    [Test]
    public async Task StartAsync_AnUnknownFunctionAmongMany_NamesTenAtMost()
    {
        var engine = await OpenAsync();
        for (var i = 10; i < 25; i++)
        {
            engine.Register<string, string>($"f{i}", FiveSteps);
        }

        await engine.Awaiting(e => e.StartAsync("nobody", "a", "x")).Should().ThrowAsync<FunctionNotRegisteredException>().WithMessage("*f10, f11,*f19 and 5 more.*");
    }

    [Test]
    public async Task UnblockAsync_AnUnknownName_SaysThatThereIsNoSuchExecution()
    {
        var engine = await OpenAsync();

        var missing = (await engine.Awaiting(e => e.UnblockAsync("nobody")).Should().ThrowAsync<ExecutionNotFoundException>()).Which;

        missing.Should().BeEquivalentTo(new { Code = "DP4017", ExecutionName = "nobody" });
        missing.Message.Should().Contain("'nobody'").And.EndWith("[DP4017] docs/errors/DP4017.md");
    }

    [Test]
    public async Task GetResultAsync_OfAFunctionThatThrows_CarriesTheError()
    {
        var engine = await OpenAsync();
        engine.Register<string, string>("bad", static (_, _) => throw new InvalidOperationException("no luck"));

        var execution = await engine.StartAsync("bad", "bad-1", "x");

        var failure = await execution.Awaiting(e => e.GetResultAsync<string>()).Should().ThrowAsync<ExecutionFailedException>();
        failure.Which.Status.Should().Be(ExecutionStatus.Failed);
        failure.Which.Error.ErrorMessage.Should().Be("no luck");
        failure.Which.Error.ErrorType.Should().Be("System.InvalidOperationException");
    }

    [Test]
    public async Task WaitAsync_ADay_EndsWhenTheDayHasPassed()
    {
        var engine = await OpenAsync();
        engine.Register<int, int>("sleeper", Sleeper);
        var execution = await engine.StartAsync("sleeper", "s", 86_400);
        var result = execution.GetResultAsync<int>();
        while ((await execution.GetHistoryAsync()).Count < 4)
        {
            await Task.Yield();
        }

        Clock.Advance(TimeSpan.FromSeconds(86_399));
        result.IsCompleted.Should().BeFalse();
        Clock.Advance(TimeSpan.FromSeconds(1));

        (await result).Should().Be(86_402);
        var history = await execution.GetHistoryAsync();
        history.Single(e => e.EventType == HistoryEventType.WaitStarted).Duration.Should().Be(TimeSpan.FromDays(1));
        history.Single(e => e.EventType == HistoryEventType.WaitStarted).ScheduledEndTimestamp.Should().Be(Clock.GetUtcNow());
        history.Single(e => e.EventType == HistoryEventType.WaitSucceeded).EventTimestamp.Should().Be(Clock.GetUtcNow());
    }

    [TestCase(0)]
    [TestCase(DurableEngineOptions.DefaultResidentBytes)]
    public async Task WaitAsync_ManyTimesInManyExecutions_AllEnd(long residentBytes)
    {
        var engine = await OpenAsync(Options with { ResidentBytes = residentBytes, MaxActive = 4 });
        engine.Register<int, int>("loop", static async (context, rounds) =>
        {
            var sum = 0;
            for (var i = 0; i < rounds; i++)
            {
                sum += await context.StepAsync("add", () => i);
                await context.WaitAsync(TimeSpan.FromSeconds(1 + (i % 3)));
            }

            return sum;
        });
        var handles = new List<ExecutionHandle>();
        for (var i = 0; i < 30; i++)
        {
            handles.Add(await engine.StartAsync("loop", $"loop-{i}", 10));
        }

        var results = await PassTimeUntilAsync(Task.WhenAll(handles.Select(handle => handle.GetResultAsync<int>())));

        results.Should().AllBeEquivalentTo(45);
        foreach (var handle in handles)
        {
            (await handle.GetHistoryAsync()).Should().HaveCount(42);
        }
    }

    [Test]
    public async Task StepAsync_ThatFailsAtFirst_IsTriedAgainWhenItIsDue([Values(0, DurableEngineOptions.DefaultResidentBytes)] long residentBytes)
    {
        var attempts = 0;
        var engine = await OpenAsync(Options with { ResidentBytes = residentBytes });
        engine.Register<int, int>("flaky", async (context, limit) => await context.StepAsync(
            "flaky",
            step => Interlocked.Increment(ref attempts) < limit ? throw new IOException("not yet") : step.Attempt,
            new StepConfig { Retry = RetryStrategy.Fixed(10, TimeSpan.FromSeconds(5)) }));

        var execution = await engine.StartAsync("flaky", "f", 4);
        var result = await PassTimeUntilAsync(execution.GetResultAsync<int>());

        result.Should().Be(4);
        attempts.Should().Be(4);
        var ends = (await execution.GetHistoryAsync()).Where(e => e.RetryDetails is not null).ToList();
        TimeSpan? fixedDelay = TimeSpan.FromSeconds(5);
        ends.Select(e => e.RetryDetails).Should().Equal(new RetryDetails(1, fixedDelay), new RetryDetails(2, fixedDelay), new RetryDetails(3, fixedDelay), new RetryDetails(4, null));
        ends.Select(e => e.EventType).Should().Equal(
            HistoryEventType.StepFailed,
            HistoryEventType.StepFailed,
            HistoryEventType.StepFailed,
            HistoryEventType.StepSucceeded);
    }

    [Test]
    public async Task WhenAnyAsync_OfTwoWaits_IsOneEventInTheHistory([Values(0, DurableEngineOptions.DefaultResidentBytes)] long residentBytes)
    {
        var engine = await OpenAsync(Options with { ResidentBytes = residentBytes });
        engine.Register<int, int>("race", static async (context, hours) =>
            await context.WhenAnyAsync(context.WaitAsync(TimeSpan.FromHours(hours)), context.WaitAsync(TimeSpan.FromSeconds(5))));

        var execution = await engine.StartAsync("race", "r", 9);
        var result = await PassTimeUntilAsync(execution.GetResultAsync<int>());

        result.Should().Be(1);
        var race = (await execution.GetHistoryAsync()).Where(e => e.SubType == "WhenAny").Should().ContainSingle().Which;
        race.Should().BeEquivalentTo(new { EventType = HistoryEventType.StepSucceeded, Payload = "1", RetryDetails = new RetryDetails(1, null) });
    }

    [Test]
    public async Task WaitForConditionAsync_ThatHoldsAtTheSecondCheck_ShowsItsStatesInTheHistory()
    {
        var engine = await OpenAsync();
        engine.Register<int, int>("condition", static async (context, goal) => await context.WaitForConditionAsync(
            "ready",
            static (count, _) => Task.FromResult(count + 1),
            new WaitForConditionConfig<int> { InitialState = 0, Strategy = WaitStrategy<int>.Fixed(count => count == goal, TimeSpan.FromSeconds(5)) }));

        var execution = await engine.StartAsync("condition", "c", 2);
        await PassTimeUntilAsync(execution.GetResultAsync<int>());

        (await execution.GetHistoryAsync()).Where(e => e.Name == "ready").Select(e => (e.EventType, e.Payload, e.RetryDetails)).Should().Equal(
            (HistoryEventType.StepStarted, null, null),
            (HistoryEventType.StepSucceeded, "1", new RetryDetails(1, TimeSpan.FromSeconds(5))),
            (HistoryEventType.StepStarted, null, null),
            (HistoryEventType.StepSucceeded, "2", new RetryDetails(2, null)));
    }

    [Test]
    public async Task StopAsync_OfAnExecution_EndsItForGood()
    {
        var engine = await OpenAsync();
        engine.Register<int, int>("sleeper", Sleeper);
        var execution = await engine.StartAsync("sleeper", "s", 1000);

        await execution.StopAsync(new DurableError("Mine", "enough"));

        execution.Status.Should().Be(ExecutionStatus.Stopped);
        var failure = await execution.Awaiting(e => e.GetResultAsync<int>()).Should().ThrowAsync<ExecutionFailedException>();
        failure.Which.Error.Should().Be(new DurableError("Mine", "enough"));
        (await execution.GetHistoryAsync())[^1].EventType.Should().Be(HistoryEventType.ExecutionStopped);
    }

    [Test]
    public async Task OpenAsync_WhileOpen_NamesTheHolder()
    {
        await OpenAsync();

        await FluentActions.Awaiting(() => OpenAsync()).Should().ThrowAsync<JournalLockedException>().WithMessage($"*process {Environment.ProcessId}*");
    }

    internal static async Task<string> FiveSteps(DurableContext context, string input)
    {
        for (var i = 1; i <= 5; i++)
        {
            input = await context.StepAsync($"step-{i}", async () =>
            {
                await Task.Yield();
                return $"{input}{i}";
            });
        }

        return input;
    }

    internal static async Task<int> Sleeper(DurableContext context, int seconds)
    {
        var before = await context.StepAsync("before", () => 1);
        await context.WaitAsync("sleep", TimeSpan.FromSeconds(seconds));
        var after = await context.StepAsync("after", () => 1);
        return seconds + before + after;
    }
}
