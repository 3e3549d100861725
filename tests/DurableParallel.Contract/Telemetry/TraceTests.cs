using System.Diagnostics;
using DurableParallel.Contract.Hosts;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Telemetry;

[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
[NonParallelizable]
internal sealed class TraceTests(ContractHostKind kind) : ContractFixture(kind)
{
    private static readonly ActivitySource Mine = new("mine");

    [Test]
    public async Task Spans_OfAnExecution_AreOneTree()
    {
        using var recorder = new SpanRecorder(Mine.Name);

        await ValueAsync(async ctx =>
        {
            using (Mine.StartActivity("in function"))
            {
            }

            return await ctx.RunInChildContextAsync("c", async c =>
            {
                using (Mine.StartActivity("in child"))
                {
                }

                return await c.StepAsync("s", async () =>
                {
                    await Task.Yield();
                    using var own = Mine.StartActivity("in step");
                    return 1;
                });
            });
        });

        var execution = recorder.Single("execution");
        var invocation = recorder.Single("invocation");
        var child = recorder.Single("RunInChildContext c");
        var step = recorder.Single("Step s");
        var attempt = recorder.Single("attempt");
        recorder.Spans.Select(span => span.TraceId).Distinct().Should().ContainSingle();
        execution.ParentSpanId.Should().Be(default(ActivitySpanId));
        invocation.ParentSpanId.Should().Be(execution.SpanId);
        child.ParentSpanId.Should().Be(invocation.SpanId);
        step.ParentSpanId.Should().Be(child.SpanId);
        attempt.ParentSpanId.Should().Be(step.SpanId);
        recorder.Single("in function").ParentSpanId.Should().Be(invocation.SpanId);
        recorder.Single("in child").ParentSpanId.Should().Be(child.SpanId);
        recorder.Single("in step").ParentSpanId.Should().Be(attempt.SpanId);
        child.GetTagItem("durableparallel.operation.path").Should().Be("c");
        step.GetTagItem("durableparallel.operation.path").Should().Be("c/s");
        attempt.GetTagItem("durableparallel.operation.path").Should().Be("c/s");
        recorder.Spans.Should().OnlyContain(span => span.Status == ActivityStatusCode.Unset);
        recorder.Spans.Should().HaveCount(recorder.Started, "every span that was started was stopped");
    }

    [Test]
    public async Task Spans_CarryWhatTheyAreOf()
    {
        using var recorder = new SpanRecorder();

        var run = await RunAsync(ctx => ctx.StepAsync("s", () => 1));

        var step = recorder.Single("Step s");
        step.GetTagItem("durableparallel.execution.name").Should().NotBeNull();
        step.GetTagItem("durableparallel.operation.id").Should().Be(run.Operation("s").Hex);
        step.GetTagItem("durableparallel.operation.name").Should().Be("s");
        step.GetTagItem("durableparallel.operation.type").Should().Be("STEP");
        step.GetTagItem("durableparallel.operation.subtype").Should().Be("Step");
        step.GetTagItem("durableparallel.operation.status").Should().Be("SUCCEEDED");
        recorder.Single("attempt").GetTagItem("durableparallel.attempt").Should().Be(1);
        recorder.Single("execution").GetTagItem("durableparallel.invocation.status").Should().Be("SUCCEEDED");
    }

    [Test]
    public async Task Spans_OfAllInvocations_JoinOneTrace()
    {
        using var recorder = new SpanRecorder();

        await ValueAsync(async ctx =>
        {
            await ctx.WaitAsync("w", TimeSpan.FromHours(1));
            await ctx.StepAsync("s", s => s.Attempt < 2 ? throw new InvalidDataException("again") : 1, new StepConfig { Retry = RetryStrategy.Fixed(2, TimeSpan.FromMinutes(1)) });
            return 0;
        });

        recorder.Spans.Select(span => span.TraceId).Distinct().Should().ContainSingle();
        var execution = recorder.Single("execution");
        var invocations = recorder.Spans.Where(span => span.OperationName == "invocation").ToList();
        invocations.Should().OnlyContain(span => span.ParentSpanId == execution.SpanId);
        if (Host.Traits.IsInMemory)
        {
            invocations.Should().HaveCount(Host.Traits.SuspendsWhenParked ? 3 : 1);
        }

        recorder.Spans.Where(span => span.OperationName == "attempt").Select(span => (span.GetTagItem("durableparallel.attempt"), span.Status)).Should().Equal(
            (1, ActivityStatusCode.Error), (2, ActivityStatusCode.Unset));
        recorder.Spans.Where(span => span.OperationName == "Wait w").Select(span => span.GetTagItem("durableparallel.operation.status")).Should().EndWith("SUCCEEDED")
            .And.OnlyContain(status => "STARTED".Equals(status) || "SUCCEEDED".Equals(status));
    }

    [Test]
    public async Task Spans_OfWhatFails_CarryTheError()
    {
        using var recorder = new SpanRecorder();

        await RunAsync<int>(ctx => ctx.StepAsync<int>("s", () => throw new InvalidDataException("broken"), new StepConfig { Retry = RetryStrategy.None }));

        foreach (var name in new[] { "attempt", "Step s", "invocation", "execution" })
        {
            recorder.Single(name).Status.Should().Be(ActivityStatusCode.Error, "of {0}", name);
        }

        recorder.Single("Step s").GetTagItem("error.type").Should().Be(typeof(InvalidDataException).FullName);
        recorder.Single("Step s").StatusDescription.Should().Be("broken");
    }

    [Test]
    public async Task Flow_AfterOperations_IsTheFunctionsOwn()
    {
        using var recorder = new SpanRecorder();
        var seen = new List<string?>();

        await ValueAsync(async ctx =>
        {
            seen.Add(System.Diagnostics.Activity.Current?.OperationName);
            await ctx.StepAsync("s", () => { });
            seen.Add(System.Diagnostics.Activity.Current?.OperationName);
            await ctx.RunInChildContextAsync("c", c => c.StepAsync("t", () => { }));
            seen.Add(System.Diagnostics.Activity.Current?.OperationName);
            return 0;
        });

        seen.Should().Equal("invocation", "invocation", "invocation");
    }

    [Test]
    public async Task Spans_OfTwoProcesses_JoinOneTrace()
    {
        using var recorder = new SpanRecorder();
        Host.AutoAdvance = false;
        var execution = await StartAsync(async ctx =>
        {
            await ctx.StepAsync("s", () => { });
            await ctx.WaitAsync("w", TimeSpan.FromHours(1));
            return 1;
        });
        await execution.WhenQuietAsync().WaitAsync(HangGuard);

        await Host.CrashAsync();
        await Host.RestartAsync();
        Host.AutoAdvance = true;
        await OutcomeOf(execution);

        recorder.Spans.Select(span => span.TraceId).Distinct().Should().ContainSingle();
        recorder.Spans.Where(span => span.OperationName == "invocation").Should().HaveCountGreaterThan(1);
        recorder.Spans.Where(span => span.OperationName == "execution").Should().ContainSingle();
    }
}
