namespace DurableParallel.Engine.Tests;

/// <summary>Methods that return a task never throw: whatever is wrong is reported by the task.</summary>
[TestFixture]
[CancelAfter(60_000)]
internal sealed class RefusalTests : EngineFixture
{
    private static IEnumerable<TestCaseData> Calls()
    {
        yield return Of("open", _ => DurableEngine.OpenAsync(null!));
        yield return Of("start, an input that cannot be written", e => e.StartAsync("f", "a", new Unwritable()));
        yield return Of("start with options, an input that cannot be written", e => e.StartAsync("f", "a", new Unwritable(), new StartOptions()));
        yield return Of("start, a bad name", e => e.StartAsync("f", "a\tb", 1));
        yield return Of("start, no options", e => e.StartAsync("f", "a", 1, null!));
        yield return Of("start many, nothing", e => e.StartManyAsync((IEnumerable<StartRequest>)null!));
        yield return Of("find", e => e.FindAsync(""));
        yield return Of("unblock, a bad name", e => e.UnblockAsync(""));
        yield return Of("unblock, an unknown name", e => e.UnblockAsync("nobody"));
        yield return Of("list", e => e.ListAsync(pageSize: 0));
        yield return Of("list, a bad token", e => e.ListAsync(continuationToken: "x"));
        yield return Of("count", e => e.CountByStatusAsync(new ExecutionQuery { Statuses = [(ExecutionStatus)99] }));
        yield return Of("purge, a negative time", e => e.PurgeAsync(TimeSpan.FromSeconds(-1)));
        yield return Of("purge, nothing", e => e.PurgeAsync((ExecutionQuery)null!));
        yield return Of("succeed a callback, a value that cannot be written", e => e.SucceedCallbackAsync("c", new Unwritable()));
        yield return Of("succeed a callback, half a character", e => e.SucceedCallbackWithPayloadAsync("c", "\ud800"));
        yield return Of("fail a callback, no error", e => e.FailCallbackAsync("c", (DurableError)null!));
        yield return Of("fail a callback, no exception", e => e.FailCallbackAsync("c", (Exception)null!));
        yield return Of("a sign of life", e => e.HeartbeatCallbackAsync(null!));
        yield return Of("stop", e => e.StopAsync(TimeSpan.FromSeconds(-1)));
    }

    [TestCaseSource(nameof(Calls))]
    public async Task AnyCall_ThatIsRefused_SaysSoByItsTask(Func<DurableEngine, Task> call)
    {
        var engine = await OpenAsync();
        engine.Register<int, int>("f", static (_, input) => Task.FromResult(input));

        var task = call(engine);

        await task.Awaiting(refused => refused).Should().ThrowAsync<Exception>();
    }

    [Test]
    public async Task Handle_OfAStoppedEngine_SaysSoByItsTasks()
    {
        var engine = await OpenAsync();
        engine.Register<int, int>("f", static (_, input) => Task.FromResult(input));
        var execution = await engine.StartAsync("f", "a", 1);
        await execution.GetResultAsync<int>();
        await engine.StopAsync();

        Task[] tasks = [execution.GetHistoryAsync(), execution.GetOpenCallbacksAsync(), execution.GetResultAsync<int>(), execution.GetResultPayloadAsync(), execution.StopAsync()];

        foreach (var task in tasks)
        {
            await task.Awaiting(refused => refused).Should().ThrowAsync<EngineStoppedException>();
        }
    }

    private static IEnumerable<TestCaseData> Waits()
    {
        yield return Of("list", (e, _, token) => e.ListAsync(cancellationToken: token));
        yield return Of("count", (e, _, token) => e.CountByStatusAsync(cancellationToken: token));
        yield return Of("list blocked", (e, _, token) => e.ListBlockedAsync(token));
        yield return Of("purge", (e, _, token) => e.PurgeAsync(TimeSpan.Zero, token));
        yield return Of("result", (_, execution, token) => execution.GetResultAsync<int>(token));
        yield return Of("payload of the result", (_, execution, token) => execution.GetResultPayloadAsync(token));
        yield return Of("history", (_, execution, token) => execution.GetHistoryAsync(token));
        yield return Of("open callbacks", (_, execution, token) => execution.GetOpenCallbacksAsync(token));
    }

    [TestCaseSource(nameof(Waits))]
    public async Task AnyWait_TokenIsSignalled_IsCanceled(Func<DurableEngine, ExecutionHandle, CancellationToken, Task> wait)
    {
        var engine = await OpenAsync();
        engine.Register<int, int>("f", static async (ctx, input) =>
        {
            await ctx.WaitAsync(TimeSpan.FromDays(1));
            return input;
        });
        var execution = await engine.StartAsync("f", "a", 1);

        var waiting = wait(engine, execution, new CancellationToken(canceled: true));

        await waiting.Awaiting(task => task).Should().ThrowAsync<OperationCanceledException>();
    }

    private static TestCaseData Of(string name, Func<DurableEngine, ExecutionHandle, CancellationToken, Task> wait) => new TestCaseData(wait).SetArgDisplayNames(name);

    private static TestCaseData Of(string name, Func<DurableEngine, Task> call) => new TestCaseData(call).SetArgDisplayNames(name);

    private sealed class Unwritable
    {
        public int Value => throw new InvalidOperationException("it cannot be written");
    }
}
