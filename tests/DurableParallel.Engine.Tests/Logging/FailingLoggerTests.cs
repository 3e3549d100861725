using Microsoft.Extensions.Logging;

namespace DurableParallel.Engine.Tests;

/// <summary>An engine whose logging throws, where the engine itself has something to say.</summary>
internal sealed class FailingLoggerTests : EngineFixture
{
    [Test]
    public async Task Engine_WhoseFactoryThrows_OpensAndRuns()
    {
        var engine = await OpenAsync(Options with { LoggerFactory = new Failing(inCreate: true) });
        engine.Register<int, int>("f", static (ctx, input) => ctx.StepAsync("s", () => input + 1));

        (await (await engine.StartAsync("f", "a", 1)).GetResultAsync<int>()).Should().Be(2);
    }

    [Test]
    public async Task Fault_OfTheJournal_IsToldToEverybodyWhoWaits()
    {
        var engine = await OpenAsync(Options with { LoggerFactory = new Failing(), JournalFaults = new FailCommit(2) });
        engine.Register<int, int>("f", static (ctx, input) => ctx.StepAsync("s", () => input + 1));

        var failed = async () => await (await engine.StartAsync("f", "a", 1)).GetResultAsync<int>();

        await failed.Should().ThrowAsync<EngineFaultedException>();
    }

    [Test]
    public async Task Stop_WithAStepThatIsCut_EndsAndGivesUpTheJournal()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var engine = await OpenAsync(Options with { LoggerFactory = new Failing() });
        engine.Register<int, int>("f", (ctx, _) => ctx.StepAsync("s", async () =>
        {
            begun.SetResult();
            await new TaskCompletionSource().Task;
            return 0;
        }));
        await engine.StartAsync("f", "a", 1);
        await begun.Task;

        await engine.StopAsync(TimeSpan.Zero);

        var reopened = await OpenAsync(Options with { LoggerFactory = new Failing() });
        (await reopened.FindAsync("a")).Should().NotBeNull();
    }

    [Test]
    public async Task Drift_OfAnExecution_BlocksIt()
    {
        var engine = await OpenAsync(Options with { LoggerFactory = new Failing() });
        var called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        engine.Register<int, int>("f", async (ctx, _) =>
        {
            var wait = ctx.WaitAsync("w", TimeSpan.FromDays(1));
            called.SetResult();
            await wait;
            return 0;
        });
        await engine.StartAsync("f", "a", 1);
        await called.Task;
        while (!engine.IsQuiet)
        {
            await Task.Yield();
        }

        await engine.StopAsync();
        var reopened = await OpenAsync(Options with { LoggerFactory = new Failing() });
        reopened.Register<int, int>("f", static (ctx, _) => ctx.StepAsync("s", static () => 1));

        var blocked = async () => await (await reopened.FindAsync("a"))!.GetResultAsync<int>();

        await blocked.Should().ThrowAsync<DurableException>().Where(static e => e.Code != "DP1000");
    }

    private sealed class Failing(bool inCreate = false) : ILoggerFactory, ILogger
    {
        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => inCreate ? throw new ObjectDisposedException("factory") : this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => throw new ObjectDisposedException("provider");

        public bool IsEnabled(LogLevel logLevel) => throw new ObjectDisposedException("provider");

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            throw new AggregateException(new ObjectDisposedException("provider"));
    }
}
