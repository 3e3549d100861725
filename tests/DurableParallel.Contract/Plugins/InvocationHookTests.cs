using System.Collections.Concurrent;
using DurableParallel.Contract.Hosts;
using FluentAssertions;
using Microsoft.Extensions.Logging;
using NUnit.Framework;

namespace DurableParallel.Contract.Plugins;

[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class InvocationHookTests(ContractHostKind kind) : PluginFixture(kind)
{
    private static readonly AsyncLocal<string?> Ambient = new();

    [Test]
    public async Task Hooks_OfOneStep_ComeInOrder()
    {
        var plugin = new RecordingPlugin();

        await RunAsync(async ctx => await ctx.StepAsync("s", () => 1), [plugin]);

        var lines = plugin.Lines.Where(line => line != "~s Started");
        lines.Should().Equal(
            "invocation", "s", "run s 1", "/run s 1 Succeeded", "~s Succeeded", "/s Succeeded", "/invocation Succeeded");
    }

    [Test]
    public async Task InvocationEnd_OfAFunctionThatFails_CarriesItsException()
    {
        var plugin = new RecordingPlugin();

        var run = await RunAsync<int>(_ => throw new InvalidDataException("broken"), [plugin]);

        run.Outcome.Status.Should().Be(ContractStatus.Failed);
        var end = plugin.Ends.Should().ContainSingle().Subject;
        end.Status.Should().Be(InvocationStatus.Failed);
        end.Error.Should().BeOfType<InvalidDataException>();
    }

    [Test]
    public async Task Invocations_AreOneUntilTheExecutionLeavesMemory()
    {
        var plugin = new RecordingPlugin();

        await RunAsync(
            async ctx =>
            {
                await ctx.WaitAsync("w1", TimeSpan.FromHours(1));
                await ctx.WaitAsync("w2", TimeSpan.FromHours(1));
                return 0;
            },
            [plugin]);

        // When exactly an engine evicts is its own affair.
        var expected = plugin.Starts.Count;
        if (Host.Traits.IsInMemory)
        {
            expected.Should().Be(Host.Traits.SuspendsWhenParked ? 3 : 1);
        }

        plugin.Starts.Select(start => start.IsFirstInvocation).Should().Equal(Enumerable.Range(0, expected).Select(i => i == 0));
        plugin.Starts.Select(start => start.RequestId).Should().OnlyHaveUniqueItems();
        plugin.Starts.Select(start => start.ExecutionArn).Distinct().Should().ContainSingle();
        plugin.Starts.Select(start => start.ExecutionStartTimestamp).Distinct().Should().ContainSingle();
        plugin.Ends.Select(end => end.Status).Should().Equal(
            Enumerable.Repeat(InvocationStatus.Pending, expected - 1).Append(InvocationStatus.Succeeded));
    }

    [Test]
    public async Task InvocationEnd_IsAwaitedBeforeTheOutcomeIsKnown()
    {
        var plugin = new SlowEnd();
        var execution = await StartAsync(_ => Task.FromResult(1), [plugin]);
        var outcome = execution.OutcomeAsync();
        await plugin.Reached.Opened.WaitAsync(HangGuard);
        outcome.IsCompleted.Should().BeFalse();

        plugin.MayEnd.Open();

        (await outcome.WaitAsync(HangGuard)).Value<int>().Should().Be(1);
    }

    [Test]
    public async Task InvocationStart_WhatItPutsIntoTheFlow_TheFunctionAndItsEndSee()
    {
        var plugin = new AmbientPlugin();

        var run = await RunAsync(
            async ctx =>
            {
                var before = Ambient.Value;
                await ctx.StepAsync("s", () => { });
                return $"{before} {Ambient.Value}";
            },
            [plugin]);

        run.Value.Should().Be("invocation invocation");
        plugin.AtEnd.Should().Equal("invocation");
    }

    [Test]
    public async Task Hooks_OfSeveralPlugins_AreCalledInOrder()
    {
        var calls = new ConcurrentQueue<string>();

        await RunAsync(async ctx => await ctx.StepAsync("s", () => 1), [new Announcing("a", calls), new Announcing("b", calls)]);

        calls.Should().Equal("a+", "b+", "a-", "b-");
    }

    [Test]
    public async Task Hooks_ThatThrow_AreLoggedAndSwallowed()
    {
        var logger = new WarningLogger();
        await OpenAsync(new ContractHostOptions { Logger = logger });
        var healthy = new RecordingPlugin();

        var run = await RunAsync(
            async ctx => await ctx.RunInChildContextAsync("c", c => c.StepAsync("s", () => 1)),
            [new ThrowingPlugin(), healthy]);

        run.Value.Should().Be(1);
        healthy.Lines.Should().Contain("/invocation Succeeded").And.Contain("/c Succeeded");
        logger.Warnings.Should().OnlyContain(line => line.Contains(nameof(ThrowingPlugin)));
        logger.Warnings.Should().HaveCount(
            1 + healthy.OperationStarts.Count + healthy.OperationEnds.Count + healthy.Changes.Count
            + healthy.FunctionStarts.Count + healthy.FunctionEnds.Count + 1,
            "each call of a hook that throws is a warning");
    }

    [Test]
    public async Task Operations_AreALiveViewOfWhatIsKnown()
    {
        var plugin = new RecordingPlugin();
        var seen = new List<string>();

        await RunAsync(
            async ctx =>
            {
                var view = plugin.Starts.Last().Operations;
                seen.Add(string.Join(' ', view.Values.Select(o => $"{o.Name} {o.Status}")));
                await ctx.StepAsync("a", s => seen.Add($"{view[s.OperationId].Status} {view.ContainsKey("b")}"));
                seen.Add(string.Join(' ', view.Select(o => $"{o.Value.Name} {o.Value.Status} {o.Value.Attempt}")));
                return await ctx.StepAsync("b", () => 0);
            },
            [plugin]);

        seen.Should().Equal("", "Started False", "a Succeeded 1");
        plugin.Ends.Single().Operations.Should().HaveCount(2);
    }

    private sealed class SlowEnd : DurablePlugin
    {
        public Gate Reached { get; } = new();

        public Gate MayEnd { get; } = new();

        public override async ValueTask OnInvocationEndAsync(InvocationEndInfo info)
        {
            Reached.Open();
            await MayEnd.Opened;
        }
    }

    private sealed class AmbientPlugin : DurablePlugin
    {
        public ConcurrentQueue<string?> AtEnd { get; } = new();

        public override void OnInvocationStart(InvocationStartInfo info) => Ambient.Value = "invocation";

        public override void OnOperationStart(OperationInfo info) => Ambient.Value = "operation";

        public override void OnOperationEnd(OperationInfo info) => Ambient.Value = "operation";

        public override void OnOperationChange(OperationChangeInfo info) => Ambient.Value = "change";

        public override async ValueTask OnInvocationEndAsync(InvocationEndInfo info)
        {
            await Task.Yield();
            AtEnd.Enqueue(Ambient.Value);
        }
    }

    private sealed class Announcing(string name, ConcurrentQueue<string> calls) : DurablePlugin
    {
        public override void OnInvocationStart(InvocationStartInfo info) => calls.Enqueue($"{name}+");

        public override async ValueTask OnInvocationEndAsync(InvocationEndInfo info)
        {
            await Task.Yield();
            calls.Enqueue($"{name}-");
        }
    }

    private sealed class ThrowingPlugin : DurablePlugin
    {
        public override void OnInvocationStart(InvocationStartInfo info) => throw new InvalidDataException();

        public override ValueTask OnInvocationEndAsync(InvocationEndInfo info) => throw new InvalidDataException();

        public override void OnOperationStart(OperationInfo info) => throw new InvalidDataException();

        public override void OnOperationEnd(OperationInfo info) => throw new InvalidDataException();

        public override void OnOperationChange(OperationChangeInfo info) => throw new InvalidDataException();

        public override void OnUserFunctionStart(UserFunctionInfo info) => throw new InvalidDataException();

        public override void OnUserFunctionEnd(UserFunctionEndInfo info) => throw new InvalidDataException();
    }

    private sealed class WarningLogger : ILogger
    {
        public ConcurrentQueue<string> Warnings { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Warning && exception is InvalidDataException)
            {
                Warnings.Enqueue(formatter(state, exception));
            }
        }
    }
}
