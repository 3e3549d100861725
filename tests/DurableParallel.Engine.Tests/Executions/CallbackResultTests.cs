namespace DurableParallel.Engine.Tests.Executions;

/// <summary>A callback's result that the function does not await is refused at whoever sends it, and the callback stays open.</summary>
internal sealed class CallbackResultTests : EngineFixture
{
    private readonly List<string> _ids = [];

    [SetUp]
    public void ForgetIds() => _ids.Clear();

    public enum Life
    {
        Resident,
        Evicted,
        Recovered,
    }

    [Test]
    public async Task Result_OfAnotherType_IsRefused([Values] Life life)
    {
        var engine = await ParkAsync<bool>(life);

        await ShouldBeRefusedAsync(() => engine.SucceedCallbackAsync(_ids[0], "yes please"), "System.Boolean");
        await ShouldBeRefusedAsync(() => engine.SucceedCallbackWithPayloadAsync(_ids[0], "\"yes please\""), "System.Boolean");
        await ShouldBeRefusedAsync(() => engine.SucceedCallbackWithPayloadAsync(_ids[0], "yes"), "System.Boolean");
        await engine.SucceedCallbackAsync(_ids[0], true);

        (await (await engine.FindAsync("one"))!.GetResultAsync<bool>()).Should().BeTrue();
    }

    [Test]
    public async Task Result_OfATypeOfTheUsers_IsRefusedOnceTheProcessKnowsIt([Values(Life.Resident, Life.Evicted)] Life life)
    {
        var engine = await ParkAsync<Answer>(life);

        await ShouldBeRefusedAsync(() => engine.SucceedCallbackAsync(_ids[0], 5), "Answer");
        await engine.SucceedCallbackWithPayloadAsync(_ids[0], """{"Text":"yes"}""");

        (await (await engine.FindAsync("one"))!.GetResultAsync<Answer>()).Should().Be(new Answer("yes"));
    }

    [TestCase("plain text")]
    [TestCase("\"as JSON\"")]
    [TestCase(null)]
    public async Task Result_ForAString_MayBePlainText(string? payload)
    {
        var engine = await ParkAsync<string>(Life.Resident);

        await engine.SucceedCallbackWithPayloadAsync(_ids[0], payload);

        (await (await engine.FindAsync("one"))!.GetResultAsync<string>()).Should().Be(payload?.Trim('"'));
    }

    [Test]
    public async Task Result_ForACallbackWithASerializerOfItsOwn_IsNotChecked()
    {
        var hex = DurableSerializer.For<int>(static value => $"0x{value:x}", static payload => Convert.ToInt32(payload, 16));
        var engine = await ParkAsync<int>(Life.Resident, new WaitForCallbackConfig { Serializer = hex });

        await engine.SucceedCallbackWithPayloadAsync(_ids[0], "0x1f");

        (await (await engine.FindAsync("one"))!.GetResultAsync<int>()).Should().Be(31);
    }

    [Test]
    public async Task Result_WhileTheFunctionIsNotRegistered_IsTaken()
    {
        await (await ParkAsync<bool>(Life.Resident)).DisposeAsync();
        var engine = await OpenAsync();

        await engine.SucceedCallbackWithPayloadAsync(_ids[0], "true");
        Register<bool>(engine, config: null);

        (await (await engine.FindAsync("one"))!.GetResultAsync<bool>()).Should().BeTrue();
    }

    private static async Task ShouldBeRefusedAsync(Func<Task> send, string type)
    {
        var refused = (await send.Should().ThrowAsync<DurableException>()).Which;
        refused.Code.Should().Be("DP4020");
        refused.Message.Should().Contain(type).And.Contain("'one'");
    }

    private async Task<DurableEngine> ParkAsync<T>(Life life, WaitForCallbackConfig? config = null)
    {
        var options = life == Life.Evicted ? Options with { ResidentBytes = 0 } : Options;
        var engine = await OpenAsync(options);
        Register<T>(engine, config);
        var execution = await engine.StartWithPayloadAsync("ask", "one", null);
        while (_ids.Count == 0 || !engine.IsQuiet || execution.IsResident != (life != Life.Evicted))
        {
            await Task.Yield();
        }

        if (life == Life.Recovered)
        {
            await engine.DisposeAsync();
            engine = await OpenAsync();
            Register<T>(engine, config);
        }

        return engine;
    }

    private void Register<T>(DurableEngine engine, WaitForCallbackConfig? config) =>
        engine.Register<T>("ask", ctx => ctx.WaitForCallbackAsync<T>(
            "answer",
            (id, _) =>
            {
                _ids.Add(id);
                return Task.CompletedTask;
            },
            config));

    public sealed record Answer(string Text);
}
