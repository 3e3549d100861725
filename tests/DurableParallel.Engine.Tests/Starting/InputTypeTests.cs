namespace DurableParallel.Engine.Tests.Starting;

/// <summary>An input that the function does not take is refused at whoever starts it, before anything is recorded.</summary>
internal sealed class InputTypeTests : EngineFixture
{
    [Test]
    public async Task Start_WithAnInputOfAnotherType_IsRefusedAndTheNameStaysFree()
    {
        var engine = await OpenAsync();
        engine.Register<int, int>("double", (_, number) => Task.FromResult(2 * number));

        await ShouldBeRefusedAsync(() => engine.StartAsync("double", "one", "hello"));
        await ShouldBeRefusedAsync(() => engine.StartAsync("double", "one", "hello", new StartOptions { Timeout = TimeSpan.FromDays(1) }));
        await ShouldBeRefusedAsync(() => engine.StartWithPayloadAsync("double", "one", "\"hello\""));

        (await engine.FindAsync("one")).Should().BeNull();
        (await (await engine.StartAsync("double", "one", 21)).GetResultAsync<int>()).Should().Be(42);
    }

    [Test]
    public async Task StartMany_WithAnInputOfAnotherType_IsInvalidAndStartsTheOthers()
    {
        var engine = await OpenAsync();
        engine.Register<int, int>("double", (_, number) => Task.FromResult(2 * number));

        var result = await engine.StartManyAsync([StartRequest.For("double", "bad", "hello"), StartRequest.For("double", "good", 1)]);

        result.Started.Should().Be(1);
        result.Problems.Should().ContainSingle().Which.Should().Match<StartOutcome>(outcome =>
            outcome.ExecutionName == "bad" && outcome.Kind == StartOutcomeKind.Invalid && ((DurableException)outcome.Error!).Code == "DP4020");
    }

    [Test]
    public async Task Start_WithAnotherTypeThatIsReadAsTheInput_IsTaken()
    {
        var engine = await OpenAsync();
        engine.Register<long, long>("long", (_, number) => Task.FromResult(number));
        engine.Register<Order, string>("order", (_, order) => Task.FromResult(order.Id));
        engine.Register<string>("none", _ => Task.FromResult("done"));

        (await (await engine.StartAsync("long", "one", 21)).GetResultAsync<long>()).Should().Be(21);
        (await (await engine.StartAsync("order", "two", new { Id = "x", More = 1 })).GetResultAsync<string>()).Should().Be("x");
        (await (await engine.StartAsync("none", "three", "anything")).GetResultAsync<string>()).Should().Be("done");
        (await (await engine.StartWithPayloadAsync("none", "four", "no json")).GetResultAsync<string>()).Should().Be("done");
    }

    [Test]
    public async Task Start_WithTheInputsOwnType_ReadsItOnceOnly()
    {
        var reads = 0;
        var engine = await OpenAsync();
        var serializer = DurableSerializer.For<int>(static value => $"{value}", payload =>
        {
            Interlocked.Increment(ref reads);
            return int.Parse(payload!, System.Globalization.CultureInfo.InvariantCulture);
        });
        engine.Register("double", DurableFunction.Create<int>((_, _) => Task.CompletedTask, new DurableFunctionOptions(serializer)));

        await (await engine.StartAsync("double", "one", 21)).GetResultPayloadAsync();

        reads.Should().Be(1);
    }

    private static async Task ShouldBeRefusedAsync(Func<Task<ExecutionHandle>> start)
    {
        var refused = (await start.Should().ThrowAsync<DurableException>()).Which;
        refused.Code.Should().Be("DP4020");
        refused.Message.Should().Contain("'one'").And.Contain("'double'").And.Contain("System.Int32");
    }

    public sealed record Order(string Id);
}
