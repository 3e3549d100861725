using System.Collections.Concurrent;

namespace DurableParallel.Engine.Tests.Executions;

/// <summary>The hook hears of every end that is durable, however it came, and a stop waits for it.</summary>
[TestFixture]
[CancelAfter(60_000)]
internal sealed class EndedHookTests : EngineFixture
{
    private ConcurrentQueue<string> _heard = null!;
    private SemaphoreSlim _calls = null!;

    [SetUp]
    public void SetUp() => (_heard, _calls) = (new ConcurrentQueue<string>(), new SemaphoreSlim(0));

    [TearDown]
    public void TearDown() => _calls.Dispose();

    [Test]
    public async Task OnEnded_EveryKindOfEnd_IsHeardOnceWithItsError()
    {
        var engine = await OpenAsync(Options with { OnEnded = HearAsync });
        engine.Register<string, string>("f", static async (ctx, input) =>
        {
            if (input == "wait")
            {
                await ctx.WaitAsync(TimeSpan.FromDays(9));
            }

            return input == "fail" ? throw new InvalidOperationException("bad") : input;
        });

        await engine.StartAsync("f", "good", "x");
        await engine.StartAsync("f", "bad", "fail");
        await (await engine.StartAsync("f", "stopped", "wait")).StopAsync();
        await engine.StartAsync("f", "late", "wait", new StartOptions { Timeout = TimeSpan.FromSeconds(5) });
        for (var ends = 0; ends < 3; ends++)
        {
            await _calls.WaitAsync();
        }

        Clock.Advance(TimeSpan.FromSeconds(5));
        await _calls.WaitAsync();

        _heard.Should().BeEquivalentTo(
            "good Succeeded ",
            "bad Failed System.InvalidOperationException: bad",
            "stopped Stopped Execution.Stopped: The execution was stopped by a request from outside.",
            "late TimedOut Execution.TimedOut: The execution's time of 5 s was up.");
    }

    [Test]
    public async Task OnEnded_ThatThrows_IsLoggedAndCalledForTheNext()
    {
        var engine = await OpenAsync(Options with
        {
            OnEnded = async (ended, token) =>
            {
                await HearAsync(ended, token);
                throw new InvalidOperationException("the hook's own");
            },
        });
        engine.Register<string, string>("f", static (_, input) => Task.FromResult(input));

        await engine.StartAsync("f", "a", "x");
        await engine.StartAsync("f", "b", "x");
        await _calls.WaitAsync();
        await _calls.WaitAsync();

        _heard.Should().HaveCount(2);
    }

    [Test]
    public async Task OnEnded_ThatRunsWhenTheEngineStops_IsWaitedFor()
    {
        var gate = new TaskCompletionSource();
        var engine = await OpenAsync(Options with
        {
            OnEnded = async (ended, token) =>
            {
                _calls.Release();
                await gate.Task;
                await HearAsync(ended, token);
            },
        });
        engine.Register<string, string>("f", static (_, input) => Task.FromResult(input));
        await engine.StartAsync("f", "a", "x");
        await _calls.WaitAsync();

        var stop = engine.StopAsync();
        stop.IsCompleted.Should().BeFalse();
        gate.SetResult();
        await stop;

        _heard.Should().ContainSingle();
    }

    [Test]
    public async Task OnEnded_ThatNeverEnds_IsCutWithTheStop()
    {
        var isCut = new TaskCompletionSource();
        var engine = await OpenAsync(Options with
        {
            OnEnded = (_, token) =>
            {
                token.Register(() => isCut.SetResult());
                _calls.Release();
                return new TaskCompletionSource().Task;
            },
        });
        engine.Register<string, string>("f", static (_, input) => Task.FromResult(input));
        await engine.StartAsync("f", "a", "x");
        await _calls.WaitAsync();

        await engine.StopAsync(TimeSpan.Zero);

        await isCut.Task;
    }

    [Test]
    public async Task OnEnded_AfterARetry_IsHeardAgain()
    {
        var isFixed = false;
        var engine = await OpenAsync(Options with { OnEnded = HearAsync });
        engine.Register<string, string>("f", (_, input) => isFixed ? Task.FromResult(input) : throw new InvalidOperationException("bad"));
        await engine.StartAsync("f", "a", "x");
        await _calls.WaitAsync();

        isFixed = true;
        await engine.RetryAsync("a");
        await _calls.WaitAsync();

        _heard.Should().Equal("a Failed System.InvalidOperationException: bad", "a Succeeded ");
    }

    private Task HearAsync(ExecutionEnded ended, CancellationToken cancellationToken)
    {
        _heard.Enqueue($"{ended.Execution.Name} {ended.Status} {(ended.Error is { } error ? $"{error.ErrorType}: {error.ErrorMessage}" : null)}");
        _calls.Release();
        return Task.CompletedTask;
    }
}
