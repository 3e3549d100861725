using System.Collections.Concurrent;

namespace DurableParallel.Engine.Tests.Executions;

/// <summary>Plugins of the engine watch every function, before the function's own.</summary>
[TestFixture]
internal sealed class EnginePluginTests : EngineFixture
{
    [Test]
    public async Task Plugins_OfTheEngine_WatchEveryFunctionBeforeItsOwn()
    {
        var heard = new ConcurrentQueue<string>();
        var engine = await OpenAsync(Options with { Plugins = [new Listener("engine 1", heard), new Listener("engine 2", heard)] });
        engine.Register<string, string>("plain", static (ctx, input) => ctx.StepAsync("s", () => input));
        engine.Register("watched", DurableFunction.Create<string, string>(
            static (ctx, input) => ctx.StepAsync("s", () => input),
            new DurableFunctionOptions { Plugins = [new Listener("own", heard)] }));

        await (await engine.StartAsync("plain", "a", "x")).GetResultAsync<string>();
        await (await engine.StartAsync("watched", "b", "x")).GetResultAsync<string>();

        heard.Should().Equal("engine 1", "engine 2", "engine 1", "engine 2", "own");
    }

    [Test]
    public void Plugins_OfWhichOneIsNull_AreRefused() =>
        FluentActions.Invoking(() => Options with { Plugins = [null!] }).Should().Throw<ArgumentException>().WithMessage("*A plugin is null*");

    private sealed class Listener(string name, ConcurrentQueue<string> heard) : DurablePlugin
    {
        public override void OnOperationEnd(OperationInfo info) => heard.Enqueue(name);
    }
}
