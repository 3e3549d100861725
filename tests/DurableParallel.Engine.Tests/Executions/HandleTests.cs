namespace DurableParallel.Engine.Tests.Executions;

/// <summary>What a handle says of its execution.</summary>
[TestFixture]
[CancelAfter(60_000)]
internal sealed class HandleTests : EngineFixture
{
    [Test]
    public async Task Handle_OfAnExecution_SaysInputTimesAndError()
    {
        var engine = await OpenAsync();
        engine.Register<string, int>("fails", async (ctx, text) =>
        {
            await ctx.WaitAsync(TimeSpan.FromSeconds(5));
            throw new InvalidDataException(text);
        });
        var started = Clock.GetUtcNow();
        var execution = await engine.StartAsync("fails", "e", "broken");

        execution.StartTimestamp.Should().Be(started);
        execution.EndTimestamp.Should().BeNull();
        (await execution.GetErrorAsync()).Should().BeNull();
        execution.ToString().Should().Be($"e (fails, version 1): Running, started {started:yyyy-MM-ddTHH:mm:ss.fffZ}");
        await PassTimeUntilAsync(EndOf(execution));

        (await execution.GetInputAsync<string>()).Should().Be("broken");
        (await execution.GetInputPayloadAsync()).Should().Be("\"broken\"");
        (await execution.GetErrorAsync()).Should().BeEquivalentTo(new { ErrorType = typeof(InvalidDataException).FullName, ErrorMessage = "broken" });
        execution.EndTimestamp.Should().Be(started.AddSeconds(5));
        execution.ToString().Should().EndWith(", 5 s").And.Contain("Failed");
        await engine.DisposeAsync();
        engine = await OpenAsync();
        var again = (await engine.FindAsync("e"))!;
        (again.ToString(), again.StartTimestamp, again.EndTimestamp).Should().Be((execution.ToString(), execution.StartTimestamp, execution.EndTimestamp));
        (await again.GetErrorAsync())!.ErrorMessage.Should().Be("broken");
    }

    [Test]
    public async Task Handle_OfAPurgedExecution_KeepsItsTimesAndRefusesWhatIsGone()
    {
        var engine = await OpenAsync();
        engine.Register<int>("f", ctx => ctx.StepAsync("s", () => 1));
        var execution = await engine.StartAsync("f", "e");
        await execution.GetResultAsync<int>();
        (await execution.GetInputAsync<string>()).Should().BeNull("it has no input");
        while (!await engine.PurgeAsync("e"))
        {
            await Task.Yield();
        }

        execution.EndTimestamp.Should().NotBeNull();
        execution.ToString().Should().Contain("Succeeded, purged");
        await FluentActions.Awaiting(() => execution.GetInputPayloadAsync()).Should().ThrowAsync<ExecutionNotFoundException>();
        await FluentActions.Awaiting(() => execution.GetTreeAsync()).Should().ThrowAsync<ExecutionNotFoundException>();
    }

    [Test]
    public void Handle_OfATestsOwn_SaysWhatItIs() => new OwnHandle().ToString().Should().NotBeEmpty();

    private static async Task<bool> EndOf(ExecutionHandle execution)
    {
        await FluentActions.Awaiting(() => execution.GetResultPayloadAsync()).Should().ThrowAsync<ExecutionFailedException>();
        return true;
    }

    private sealed class OwnHandle : ExecutionHandle;
}
