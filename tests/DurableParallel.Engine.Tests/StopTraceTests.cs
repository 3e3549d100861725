using System.Collections.Concurrent;
using System.Diagnostics;
using Span = System.Diagnostics.Activity;

namespace DurableParallel.Engine.Tests;

/// <summary>What the spans of executions say that an engine cuts off.</summary>
[TestFixture]
[NonParallelizable]
[CancelAfter(60_000)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class StopTraceTests : EngineFixture
{
    private readonly ConcurrentQueue<Span> _stopped = new();
    private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Test]
    public async Task Spans_OfAParkedExecution_AreNoErrorsWhenTheEngineStops([Values] bool isGraceful)
    {
        using var listener = Listen();
        var engine = await OpenAsync();
        engine.Register<int, int>("wait", async (ctx, _) =>
        {
            await ctx.RunInChildContextAsync("child", child => child.WaitAsync("w", TimeSpan.FromDays(1)));
            return 1;
        });
        await ParkedAsync(engine, await engine.StartAsync("wait", "parked", 1));

        await (isGraceful ? engine.StopAsync() : engine.DisposeAsync().AsTask());

        var invocation = await InvocationOf("parked");
        SpansOf("parked").Select(span => span.OperationName).Should().BeEquivalentTo("invocation", "RunInChildContext child", "Wait w");
        SpansOf("parked").Should().OnlyContain(span => span.Status == ActivityStatusCode.Unset && span.GetTagItem("error.type") == null && !span.Events.Any());
        invocation.GetTagItem("durableparallel.invocation.status").Should().Be("PENDING");
    }

    [Test]
    public async Task Spans_OfAnExecutionThatIsStopped_AreNoErrors()
    {
        using var listener = Listen();
        var engine = await OpenAsync();
        engine.Register<int, int>("wait", async (ctx, _) =>
        {
            await ctx.WaitAsync("w", TimeSpan.FromDays(1));
            return 1;
        });
        var execution = await engine.StartAsync("wait", "withdrawn", 1);
        await ParkedAsync(engine, execution);

        await execution.StopAsync();
        await engine.StopAsync();

        (await InvocationOf("withdrawn")).Status.Should().Be(ActivityStatusCode.Unset);
    }

    [Test]
    public async Task Spans_OfAnExecutionThatIsCanceled_AreNoErrors()
    {
        using var listener = Listen();
        var engine = await OpenAsync();
        engine.Register<int, int>("wait", async (ctx, _) =>
        {
            await ctx.RunInChildContextAsync("child", child => child.WaitAsync("w", TimeSpan.FromDays(1)));
            return 1;
        });
        var execution = await engine.StartAsync("wait", "canceled", 1);
        await ParkedAsync(engine, execution);

        await execution.CancelAsync();
        await execution.Awaiting(e => e.GetResultAsync<int>()).Should().ThrowAsync<ExecutionFailedException>();
        await engine.StopAsync();
        while (!_stopped.Any(static span => span.OperationName == "execution"))
        {
            await Task.Yield();
        }

        SpansOf("canceled").Should().OnlyContain(span => span.Status == ActivityStatusCode.Unset && span.GetTagItem("error.type") == null && !span.Events.Any());
        SpansOf("canceled").Single(static span => span.OperationName == "execution").GetTagItem("durableparallel.invocation.status").Should().Be("FAILED");
    }

    [Test]
    public async Task Spans_OfAnExecutionThatDrifts_AreErrors()
    {
        using var listener = Listen();
        var engine = await OpenAsync();
        engine.Register<int, int>("wait", async (ctx, _) =>
        {
            await ctx.WaitAsync("w", TimeSpan.FromDays(1));
            return 1;
        });
        await ParkedAsync(engine, await engine.StartAsync("wait", "drifting", 1));
        await engine.StopAsync();
        await InvocationOf("drifting");
        _stopped.Clear();
        engine = await OpenAsync();
        engine.Register<int, int>("wait", (ctx, _) => ctx.StepAsync("another", () => 1));
        Clock.Advance(TimeSpan.FromDays(1));
        var drifting = (await engine.FindAsync("drifting"))!;
        await drifting.Awaiting(execution => execution.GetResultAsync<int>()).Should().ThrowAsync<ExecutionBlockedException>();

        (await InvocationOf("drifting")).Should().Match<Span>(span =>
            span.Status == ActivityStatusCode.Error && Equals(span.GetTagItem("error.type"), typeof(NonDeterministicExecutionException).FullName));
    }

    private static bool IsInvocationOf(Span span, string execution) =>
        span.OperationName == "invocation" && Equals(span.GetTagItem("durableparallel.execution.name"), execution);

    // Begun and parked, so that only the clock can move it on.
    private static async Task ParkedAsync(DurableEngine engine, ExecutionHandle execution)
    {
        while (!execution.IsResident || !engine.IsQuiet)
        {
            await Task.Yield();
        }
    }

    /// <summary>The last span of an invocation; it ends in a work item of its own, perhaps after the engine has stopped.</summary>
    private async Task<Span> InvocationOf(string execution)
    {
        while (true)
        {
            var next = Volatile.Read(ref _next);
            if (_stopped.SingleOrDefault(span => IsInvocationOf(span, execution)) is { } found)
            {
                return found;
            }

            await next.Task;
        }
    }

    private List<Span> SpansOf(string execution) =>
        [.. _stopped.Where(span => Equals(span.GetTagItem("durableparallel.execution.name"), execution))];

    private ActivityListener Listen()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "DurableParallel",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                _stopped.Enqueue(span);
                Interlocked.Exchange(ref _next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
