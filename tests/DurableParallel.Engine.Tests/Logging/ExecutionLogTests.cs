using Microsoft.Extensions.Logging;

namespace DurableParallel.Engine.Tests.Logging;

/// <summary>The lines of executions: live and once, in the category of their function.</summary>
[TestFixture]
[CancelAfter(60_000)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ExecutionLogTests : EngineFixture
{
    private const string Category = "DurableParallel.Function.f";
    private static readonly StepConfig Once = new() { Retry = RetryStrategy.None };
    private readonly LineRecorder _log = new();

    [Test]
    public async Task Execution_ThatFails_SaysFunctionPathAndException()
    {
        var engine = await OpenAsync(Logging);
        engine.Register<int, int>("f", static async (ctx, _) =>
        {
            await ctx.ParallelAsync("outer", static p => p.Branch("right", static b => b.StepAsync("deep", static () => throw new InvalidDataException("no data"), Once)));
            return 0;
        });

        var execution = await engine.StartAsync("f", "a", 1);
        var failure = (await execution.Awaiting(e => e.GetResultAsync<int>()).Should().ThrowAsync<ExecutionFailedException>()).Which;

        await _log.WhenAsync(2007);
        var line = _log.Of(2007).Should().ContainSingle().Which;
        line.Category.Should().Be(Category);
        line.Level.Should().Be(LogLevel.Error);
        line.Event.Name.Should().Be("ExecutionFailed");
        line.Text.Should().Be("The execution a of the function f has failed with System.IO.InvalidDataException: no data (at outer/right/deep)");
        line.Values.Should().Contain("OperationPath", "outer/right/deep").And.Contain("Execution", "a").And.Contain("Function", "f");
        line.Exception!.ToString().Should().Contain("(on record at outer/right/deep) System.IO.InvalidDataException: no data").And.Contain(nameof(Execution_ThatFails_SaysFunctionPathAndException));
        failure.OperationPath.Should().Be("outer/right/deep");
        failure.InnerException.Should().BeOfType<InvalidDataException>().Which.Message.Should().Be("no data");
        failure.ToString().Should().Contain("(on record at outer/right/deep) System.IO.InvalidDataException: no data");

        await engine.StopAsync();
        await OpenAsync(Logging);
        _log.Of(2007).Should().HaveCount(1, "what is read from the journal was said before");
    }

    [Test]
    public async Task Execution_ThatSucceeds_IsWorthLinesForDebugging()
    {
        var engine = await OpenAsync(Logging);
        engine.Register<int, int>("f", static (ctx, input) => ctx.StepAsync("s", () => input));

        await (await engine.StartAsync("f", "a", 1)).GetResultAsync<int>();

        await _log.WhenAsync(2006);
        _log.Lines.Where(line => line.Category == Category).Select(line => (line.Level, line.Event.Id, line.Text)).Should().Equal(
            (LogLevel.Debug, 2005, "The execution a of the function f has started."),
            (LogLevel.Debug, 2006, "The execution a of the function f has succeeded."));
    }

    [Test]
    public async Task Execution_EndedFromOutside_SaysHow()
    {
        var engine = await OpenAsync(Logging);
        engine.Register<int, int>("f", WaitAsync);
        var stopped = await engine.StartAsync("f", "a", 1);
        var late = await engine.StartAsync("f", "b", 1, new StartOptions { Timeout = TimeSpan.FromMinutes(1) });

        await stopped.StopAsync(new DurableError("Shop.Withdrawn", "not wanted"));
        Clock.Advance(TimeSpan.FromMinutes(2));
        await late.Awaiting(e => e.GetResultAsync<int>()).Should().ThrowAsync<ExecutionFailedException>();

        await _log.WhenAsync(2009);
        await _log.WhenAsync(2008);
        _log.Of(2009).Should().ContainSingle().Which.Should().Match<LineRecorder.Line>(line =>
            line.Level == LogLevel.Information && line.Category == Category && line.Text == "The execution a of the function f was stopped: Shop.Withdrawn: not wanted");
        _log.Of(2008).Should().ContainSingle().Which.Should().Match<LineRecorder.Line>(line =>
            line.Level == LogLevel.Error && line.Category == Category && line.Text.StartsWith("The execution b of the function f has timed out: ", StringComparison.Ordinal) && line.Exception is ExecutionFailedException);
    }

    [Test]
    public async Task Execution_ThatDrifts_SaysThatItIsBlocked()
    {
        var engine = await OpenAsync(Logging);
        engine.Register<int, int>("f", WaitAsync);
        await ParkedAsync(engine, await engine.StartAsync("f", "a", 1));
        await engine.StopAsync();
        engine = await OpenAsync(Logging);
        engine.Register<int, int>("f", static (ctx, _) => ctx.StepAsync("another", static () => 1));
        Clock.Advance(TimeSpan.FromDays(1));
        var execution = (await engine.FindAsync("a"))!;

        await execution.Awaiting(e => e.GetResultAsync<int>()).Should().ThrowAsync<ExecutionBlockedException>();

        await _log.WhenAsync(2010);
        var line = _log.Of(2010).Should().ContainSingle().Which;
        line.Should().Match<LineRecorder.Line>(blocked => blocked.Level == LogLevel.Error && blocked.Category == Category && blocked.Exception is NonDeterministicExecutionException);
        line.Text.Should().StartWith("The execution a of the function f is blocked (Drift): ");
    }

    [Test]
    public async Task Operation_WithANameThatAwsRefuses_IsWarnedOfOnceForItsFunction()
    {
        var engine = await OpenAsync(Logging);
        engine.Register<int, int>("f", static async (ctx, _) =>
        {
            await using var p = ctx.Parallel("scope");
            p.Branch("Prüfung", static _ => Task.FromResult(1));
            p.Branch("検証", static _ => Task.FromResult(2));
            await p.JoinAsync();
            return 3;
        });

        (await (await engine.StartAsync("f", "a", 1)).GetResultAsync<int>()).Should().Be(3);

        await _log.WhenAsync(2015);
        _log.Of(2015).Should().ContainSingle().Which.Text.Should().Contain("printable ASCII").And.Contain("character 3 of 'Prüfung' is U+00FC");
    }

    [Test]
    public async Task Execution_InFlightAtTooManyDeaths_IsListedAndSaidToBePoison()
    {
        var options = Logging with { PoisonAfter = 1 };
        var begun = new SemaphoreSlim(0);
        var engine = await OpenAsync(options);
        engine.Register<int, int>("f", (ctx, _) => ctx.StepAsync("s", async () =>
        {
            begun.Release();
            await new TaskCompletionSource().Task;
            return 0;
        }));
        await engine.StartAsync("f", "a", 1);
        await begun.WaitAsync();
        engine.Kill();

        engine = await OpenAsync(options);

        var listed = (await engine.ListBlockedAsync()).Single();
        listed.Reason.Should().Be(BlockedReason.Poison);
        await _log.WhenAsync(2011);
        _log.Of(2011).Should().ContainSingle().Which.Should().Match<LineRecorder.Line>(line =>
            line.Level == LogLevel.Error && line.Category == Category && line.Text == $"The execution a of the function f is poison: {listed.Message}");
        _log.Of(2002).Should().ContainSingle().Which.Text.Should().EndWith("waiting for a person: 1.");

        await engine.StopAsync();
        await OpenAsync(options);
        _log.Of(2011).Should().HaveCount(1);
    }

    [Test]
    public async Task Lines_BelowTheLevel_AreNotMade()
    {
        var warnings = new LineRecorder(LogLevel.Warning);
        var engine = await OpenAsync(Options with { LoggerFactory = warnings.Factory });
        engine.Register<int, int>("f", static (ctx, input) => ctx.StepAsync("s", () => input));

        await (await engine.StartAsync("f", "a", 1)).GetResultAsync<int>();
        await engine.StopAsync();

        warnings.Lines.Should().BeEmpty();
    }

    [Test]
    public async Task Logger_OfAFunction_HasItsCategory()
    {
        var engine = await OpenAsync(Logging);
        engine.Register<int, int>("f", static (ctx, _) =>
        {
            ctx.Logger.Log(LogLevel.Information, "mine");
            return Task.FromResult(1);
        });

        await (await engine.StartAsync("f", "a", 1)).GetResultAsync<int>();

        _log.Lines.Should().ContainSingle(line => line.Text == "mine").Which.Category.Should().Be(Category);
    }

    private DurableEngineOptions Logging => Options with { LoggerFactory = _log.Factory };

    private static async Task<int> WaitAsync(DurableContext context, int input)
    {
        await context.WaitAsync("w", TimeSpan.FromDays(1));
        return input;
    }

    private static async Task ParkedAsync(DurableEngine engine, ExecutionHandle execution)
    {
        while (!execution.IsResident || !engine.IsQuiet)
        {
            await Task.Yield();
        }
    }
}
