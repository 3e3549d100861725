using System.Collections.Concurrent;
using System.Diagnostics;
using Span = System.Diagnostics.Activity;

namespace DurableParallel.Engine.Tests;

/// <summary>Spans of an execution link to the traces of those who started it and completed its callbacks, in whatever process.</summary>
[TestFixture]
[NonParallelizable]
[CancelAfter(60_000)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class TraceLinkTests : EngineFixture
{
    private readonly ConcurrentQueue<Span> _stopped = new();
    private string _starter = string.Empty;
    private string _completer = string.Empty;

    [Test]
    public async Task Spans_OfAnExecution_LinkToWhoStartedItAndWhoCompletedItsCallback([Values] bool reopens, [Values] bool fails)
    {
        using var listener = Listen();
        var engine = await OpenWithAsync();
        using (var request = Recorded("request"))
        {
            _starter = request.TraceId.ToHexString();
            await engine.StartAsync("ask", "linked", 1);
        }

        if (reopens)
        {
            await ParkedAsync(engine);
            engine.Kill();
            engine = await OpenWithAsync();
        }

        var open = await ParkedAsync(engine);
        using (var answer = Recorded("answer"))
        {
            _completer = answer.TraceId.ToHexString();
            await (fails ? engine.FailCallbackAsync(open.CallbackId, new DurableError("No", "no")) : engine.SucceedCallbackAsync(open.CallbackId, 7));
        }

        await (await engine.FindAsync("linked"))!.GetResultAsync<int>();
        await engine.StopAsync();

        LinksOf("execution", "linked").Should().Equal(_starter);
        LinksOf("invocation", "linked").Should().Equal(_starter);
        LinksOf("Callback ask-callback", "linked").Should().Equal(_completer);
    }

    [Test]
    public async Task Spans_OfAnInvokedExecution_LinkToTheOneThatInvokedIt()
    {
        using var listener = Listen();
        var engine = await OpenAsync();
        engine.Register<int, int>("child", static (_, input) => Task.FromResult(input));
        engine.Register<int, int>("parent", static async (ctx, input) => await ctx.InvokeAsync<int, int>("call", "child", input));
        var parent = await engine.StartAsync("parent", "p", 1);
        await parent.GetResultAsync<int>();
        await engine.StopAsync();

        var trace = _stopped.Single(span => span.OperationName == "execution" && NameOf(span) == "p").TraceId.ToHexString();
        LinksOf("execution", "p--1").Should().Equal(trace);
        LinksOf("execution", "p").Should().BeEmpty("it was started in no trace");
    }

    [Test]
    public async Task Spans_OfAWaitForAnEvent_LinkToWhoRaisedIt([Values] bool reopens)
    {
        using var listener = Listen();
        var engine = await OpenWaiterAsync();
        var handle = await engine.StartAsync("wait", "waiter", 1);
        using (var sender = Recorded("sender"))
        {
            _completer = sender.TraceId.ToHexString();
            await handle.RaiseEventAsync("go", 7);
        }

        if (reopens)
        {
            engine.Kill();
            engine = await OpenWaiterAsync();
        }

        await (await engine.FindAsync("waiter"))!.GetResultAsync<int>();
        await engine.StopAsync();

        LinksOf("EventWait go", "waiter").Should().Equal(_completer);

        async Task<DurableEngine> OpenWaiterAsync()
        {
            var opened = await OpenAsync();
            opened.Register<int, int>("wait", static async (ctx, _) => await ctx.WaitForEventAsync<int>("go"));
            return opened;
        }
    }

    [Test]
    public async Task Start_InATraceThatIsNotRecorded_KeepsNothing()
    {
        using var listener = Listen();
        var engine = await OpenWithAsync();
        using (var request = new Span("request") { ActivityTraceFlags = ActivityTraceFlags.None }.Start())
        {
            await engine.StartAsync("ask", "unlinked", 1);
        }

        var open = await ParkedAsync(engine, "unlinked");
        await engine.SucceedCallbackAsync(open.CallbackId, 7);
        await (await engine.FindAsync("unlinked"))!.GetResultAsync<int>();
        await engine.StopAsync();

        _stopped.Where(span => NameOf(span) == "unlinked").Should().OnlyContain(span => !span.Links.Any());
    }

    private static Span Recorded(string name) => new Span(name) { ActivityTraceFlags = ActivityTraceFlags.Recorded }.Start();

    private static string? NameOf(Span span) => span.GetTagItem("durableparallel.execution.name") as string;

    private IEnumerable<string> LinksOf(string span, string execution) => _stopped
        .Where(stopped => stopped.OperationName == span && NameOf(stopped) == execution)
        .SelectMany(static stopped => stopped.Links)
        .Select(static link => link.Context.TraceId.ToHexString())
        .Distinct();

    private async Task<DurableEngine> OpenWithAsync()
    {
        var engine = await OpenAsync();
        engine.Register<int, int>("ask", static async (ctx, input) =>
        {
            try
            {
                return await ctx.WaitForCallbackAsync<int>("ask", static (_, _) => { });
            }
            catch (CallbackFailedException)
            {
                return -1;
            }
        });
        return engine;
    }

    private static async Task<OpenCallback> ParkedAsync(DurableEngine engine, string name = "linked")
    {
        var handle = (await engine.FindAsync(name))!;
        while (true)
        {
            if (engine.IsQuiet && await handle.GetOpenCallbacksAsync() is [var open])
            {
                return open;
            }

            await Task.Yield();
        }
    }

    private ActivityListener Listen()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "DurableParallel",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _stopped.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
