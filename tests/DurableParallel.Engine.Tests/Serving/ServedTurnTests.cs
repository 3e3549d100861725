using System.Threading.Channels;
using DurableParallel.Engine.Serving;
using DurableParallel.Records;
using DurableParallel.Wire;

namespace DurableParallel.Engine.Tests.Serving;

/// <summary>Runs of executions in another process, which the test plays.</summary>
[TestFixture]
[CancelAfter(60_000)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ServedTurnTests : EngineFixture
{
    private const int Limit = 20_000;
    private readonly PlayedHost _host = new();

    [Test]
    public async Task EndsOfInvokes_ThatAreTooLargeWhenTheJournalIsOpened_FailTheExecutionWithoutInvokingIt(CancellationToken cancellationToken)
    {
        var options = Options with { Serving = new ServingSettings(_host), MaxRecordedBytes = Limit };
        var engine = await OpenAsync(options);
        engine.Register<int, string>("child", static (_, length) => Task.FromResult(new string('y', length)));
        var input = $"\"{new string('x', Limit / 2)}\"";
        var (parent, _) = await engine.Served.StartAsync("parent", PlayedHost.Function, "parent", input, tenantId: null, cancellationToken);
        var invocation = await _host.NextAsync(cancellationToken);
        await parent.CheckpointAsync(invocation.Token, clientToken: null, [InvokeOf("small", "child", 1), InvokeOf("large", "child", (Limit * 2) / 3)], cancellationToken);
        while ((await engine.CountByStatusAsync(cancellationToken: cancellationToken))[ExecutionStatus.Succeeded] < 2)
        {
            await Task.Yield();
        }

        engine.Kill();
        var reopened = await OpenAsync(options);

        (await reopened.Served.Find("parent")!.EndedAsync(cancellationToken)).Status.Should().Be(ExecutionStatus.Failed);
        while (!reopened.IsQuiet)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        _host.HasMore.Should().BeFalse("there is nothing more to do for the function");
    }

    [Test]
    public async Task CancelAsync_OfAnExecutionInAnotherProcess_IsRefusedWithTheAlternativeAndChangesNothing(CancellationToken cancellationToken)
    {
        var engine = await OpenAsync(Options with { Serving = new ServingSettings(_host) });
        await engine.Served.StartAsync("parent", PlayedHost.Function, "parent", input: null, tenantId: null, cancellationToken);
        await _host.NextAsync(cancellationToken);
        var handle = (await engine.FindAsync("parent", cancellationToken))!;
        var before = (await handle.GetHistoryAsync(cancellationToken)).Count;

        var refused = await handle.Awaiting(h => h.CancelAsync("no stock", cancellationToken)).Should().ThrowAsync<FeatureNotSupportedException>();
        await engine.Awaiting(e => e.CancelAsync("parent", "no stock", cancellationToken)).Should().ThrowAsync<FeatureNotSupportedException>();

        refused.WithMessage("*'parent' runs in another process*StopAsync*");
        handle.Status.Should().Be(ExecutionStatus.Running);
        (await handle.GetHistoryAsync(cancellationToken)).Should().HaveCount(before);
    }

    private static WireUpdate InvokeOf(string id, string function, int input) => new()
    {
        Id = id,
        Type = OperationType.ChainedInvoke,
        Action = OperationAction.Start,
        Payload = $"{input}",
        ChainedInvokeOptions = new ChainedInvokeOptions { FunctionName = function },
    };

    private sealed class PlayedHost : IFunctionHost
    {
        private readonly Channel<ServedInvocation> _invocations = Channel.CreateUnbounded<ServedInvocation>();

        public static ServedFunction Function { get; } = new(Version: 0, TimeoutSeconds: 0, IsPlain: false);

        public bool HasMore => _invocations.Reader.TryPeek(out _);

        public ValueTask<ServedInvocation> NextAsync(CancellationToken cancellationToken) => _invocations.Reader.ReadAsync(cancellationToken);

        public ServedFunction? Find(FunctionReference function) => function.Name == "parent" ? Function : null;

        public void Invoke(ServedInvocation invocation) => _invocations.Writer.TryWrite(invocation);
    }
}
