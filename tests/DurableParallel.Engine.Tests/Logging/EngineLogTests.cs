using Microsoft.Extensions.Logging;

namespace DurableParallel.Engine.Tests.Logging;

/// <summary>The lines of an engine: how it opened and stopped, and which functions are missing.</summary>
[TestFixture]
[CancelAfter(60_000)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class EngineLogTests : EngineFixture
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private readonly LineRecorder _log = new(LogLevel.Information);

    [Test]
    public async Task Engine_OpenedAndStopped_SaysWhatItRecovered()
    {
        var engine = await OpenAsync(Logging);
        engine.Register<int, int>("f", WaitAsync);
        for (var i = 0; i < 3; i++)
        {
            await engine.StartAsync("f", $"e{i}", i);
        }

        await engine.StopAsync();
        engine = await OpenAsync(Logging);
        engine.Register<int, int>("f", WaitAsync);
        await engine.StopAsync();

        _log.Lines.Should().OnlyContain(line => line.Level == LogLevel.Information && line.Category == typeof(DurableEngine).FullName);
        _log.Lines.Select(line => line.Text).Should().Equal(
            $"The engine has opened the journal {Files.Path}.",
            $"The engine has stopped and given up the journal {Files.Path}.",
            $"The engine has opened the journal {Files.Path}.",
            $"The engine has recovered 3 executions of the journal {Files.Path}, which go on. Blocked, and waiting for a person: 0.",
            $"The engine has stopped and given up the journal {Files.Path}.");
    }

    [Test]
    public async Task Functions_MissingAtOpening_AreSaidOnceEachWithTheirExecutions()
    {
        await RecordAsync("ship", 3);
        await RecordAsync("bill", 1);
        var engine = await OpenAsync(Logging);

        _log.Of(2004).Should().BeEmpty("functions are registered after the engine was opened");
        Clock.Advance(Grace);
        Clock.Advance(Grace);

        _log.Of(2004).Select(line => (line.Category, line.Level, line.Text)).Should().BeEquivalentTo(
        [
            ("DurableParallel.Function.ship", LogLevel.Warning, "The function ship is not registered in version 1, and executions wait for it: 3. Register it, or correct the name where it is started or invoked."),
            ("DurableParallel.Function.bill", LogLevel.Warning, "The function bill is not registered in version 1, and executions wait for it: 1. Register it, or correct the name where it is started or invoked."),
        ]);
        await engine.StopAsync();
        _log.Of(2004).Should().HaveCount(2);
    }

    [Test]
    public async Task Functions_RegisteredInTime_AreNotMissing()
    {
        await RecordAsync("ship", 3);
        var engine = await OpenAsync(Logging);
        engine.Register<int, int>("ship", WaitAsync);

        Clock.Advance(Grace);
        await engine.StopAsync();

        _log.Of(2004).Should().BeEmpty();
    }

    [Test]
    public async Task Functions_MissingWhenAnEngineStopsBefore_AreSaidThen()
    {
        await RecordAsync("ship", 2);
        var engine = await OpenAsync(Logging);

        await engine.StopAsync();

        _log.Of(2004).Should().ContainSingle().Which.Values.Should().Contain("Count", 2);
    }

    [Test]
    public async Task Function_ThatIsInvokedAndMissing_IsSaidOnceForAllInvokes()
    {
        var engine = await OpenAsync(Logging);
        engine.Register<int, int>("caller", static (ctx, input) => ctx.InvokeAsync<int, int>(null, "calee", input));
        for (var i = 0; i < 3; i++)
        {
            await engine.StartAsync("caller", $"c{i}", i);
        }

        while ((await engine.ListBlockedAsync()).Count < 3 || !engine.IsQuiet)
        {
            await Task.Yield();
        }

        Clock.Advance(Grace);

        _log.Of(2004).Should().ContainSingle().Which.Text.Should().Be(
            "The function calee is not registered in any version, and executions wait for it: 3. Register it, or correct the name where it is started or invoked.");
    }

    private DurableEngineOptions Logging => Options with { LoggerFactory = _log.Factory };

    private static async Task<int> WaitAsync(DurableContext context, int input)
    {
        await context.WaitAsync("w", TimeSpan.FromDays(1));
        return input;
    }

    private async Task RecordAsync(string function, int count)
    {
        var engine = await OpenAsync();
        engine.Register<int, int>(function, WaitAsync);
        for (var i = 0; i < count; i++)
        {
            await engine.StartAsync(function, $"{function}{i}", i);
        }

        await engine.StopAsync();
    }
}
