using System.Collections.Concurrent;
using DurableParallel.Server.Tests.Raw;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Server.Tests.Workers;

/// <summary>What the server logs of workers that come and go, of invokes without one, and of ends.</summary>
[TestFixture]
[CancelAfter(60_000)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class WorkerLineTests : ServerFixture
{
    private const int Attached = 4001;
    private const int Lost = 4002;
    private const int Waits = 4003;
    private const int Failed = 2007;
    private const int Succeeded = 2012;
    private const int InvocationFailed = 2013;
    private readonly Lines _lines = new();

    protected override DurableServerOptions Options => new() { Functions = [new ServedFunctionOptions { Name = "f" }], LoggerFactory = _lines.Factory };

    [Test]
    public async Task Invoke_WithoutAWorker_IsSaidOnceUntilOneComes()
    {
        var first = await Client.StartAsync("f", name: "a");
        await _lines.ContainAsync(Waits);
        await Client.StartAsync("f", name: "b");

        var invocation = await new RawFunction(Client, "f", loop: "one").NextAsync();
        await invocation.SucceedAsync();
        await Client.EndedAsync(first);

        await _lines.ContainAsync(Succeeded);
        _lines.Of(Waits).Should().ContainSingle().Which.Should().Be((
            "DurableParallel.Server.DurableServer",
            LogLevel.Warning,
            "An invocation of the function f waits, because no worker for it is attached. Start one. This is said once until one comes."));
        _lines.Of(Attached).Should().ContainSingle().Which.Should().Be(("DurableParallel.Server.DurableServer", LogLevel.Information, "A worker for f is attached: loop one."));
        _lines.Of(Succeeded).Should().ContainSingle().Which.Should().Be(("DurableParallel.Function.f", LogLevel.Information, "The served execution a of the function f has succeeded."));
    }

    [Test]
    public async Task Execution_ThatFails_IsSaidAsAnError()
    {
        var arn = await Client.StartAsync("f", name: "a");
        await (await new RawFunction(Client, "f", loop: "one").NextAsync()).FailAsync("Shop.Error", "none left");
        await Client.EndedAsync(arn);

        await _lines.ContainAsync(Failed);
        _lines.Of(Failed).Should().ContainSingle().Which.Should().Be((
            "DurableParallel.Function.f", LogLevel.Error, "The execution a of the function f has failed with Shop.Error: none left (at the function itself)"));
    }

    [Test]
    public async Task Worker_WhoseConnectionCloses_IsLost()
    {
        using (var client = new RawClient(Client.Server))
        {
            var next = new RawFunction(client, "f", loop: "one").NextAsync();
            await _lines.ContainAsync(Attached);
            client.Dispose();
            await next.Awaiting(task => task).Should().ThrowAsync<Exception>();
        }

        await _lines.ContainAsync(Lost);
        _lines.Of(Lost).Should().ContainSingle().Which.Should().Be(("DurableParallel.Server.DurableServer", LogLevel.Warning, "A worker for f is lost: loop one."));

        await Client.StartAsync("f", name: "a");
        await _lines.ContainAsync(Waits);
    }

    [Test]
    public async Task Invoke_WithAllWorkersBusy_IsNoLine()
    {
        var worker = new RawFunction(Client, "f", loop: "one");
        var next = worker.NextAsync();
        await _lines.ContainAsync(Attached);
        await Client.StartAsync("f", name: "a");
        var busy = await next;

        var second = await Client.StartAsync("f", name: "b");
        await busy.SucceedAsync();
        await (await worker.NextAsync()).SucceedAsync();
        await Client.EndedAsync(second);

        _lines.Of(Waits).Should().BeEmpty();
        _lines.Of(Attached).Should().ContainSingle();
    }

    [Test]
    public async Task Server_ThatStops_SaysNothingOfTheWorkersThatGo()
    {
        var next = new RawFunction(Client, "f", loop: "one").NextAsync();
        await _lines.ContainAsync(Attached);

        await Server.DisposeAsync();
        await next.Awaiting(task => task).Should().ThrowAsync<Exception>();

        _lines.Of(Lost).Should().BeEmpty();
    }

    [Test]
    public async Task Invocation_ThatFails_IsLoggedUnderNoLock(CancellationToken cancellationToken)
    {
        await Client.StartAsync("f", name: "a");
        var execution = await Server.Engine.FindAsync("a", cancellationToken);
        var invocation = await new RawFunction(Client, "f", loop: "one").NextAsync();
        var release = _lines.Hold(InvocationFailed);
        var answered = invocation.BreakAsync("Boom", "Again.");
        await _lines.ContainAsync(InvocationFailed).WaitAsync(cancellationToken);
        try
        {
            (await Task.Run(() => execution!.IsPurged, cancellationToken).WaitAsync(cancellationToken)).Should().BeFalse("it takes the lock of the execution");
        }
        finally
        {
            release();
        }

        (await answered).Status.Should().Be(202);
        _lines.Of(InvocationFailed).Should().ContainSingle().Which.Should().Be((
            "DurableParallel.Function.f", LogLevel.Warning, "An invocation of the function f for the execution a failed: Boom: Again."));
    }

    private sealed class Lines
    {
        private (int Id, Task Released) _held = (0, Task.CompletedTask);
        private readonly ConcurrentQueue<(int Id, (string Category, LogLevel Level, string Text) Line)> _lines = new();
        private TaskCompletionSource _next = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ILoggerFactory Factory => new Recorders(this);

        /// <summary>Lets nobody return from an event's lines before what is returned is called.</summary>
        public Action Hold(int id)
        {
            var released = new TaskCompletionSource();
            _held = (id, released.Task);
            return released.SetResult;
        }

        public IReadOnlyList<(string Category, LogLevel Level, string Text)> Of(int id) => [.. _lines.Where(line => line.Id == id).Select(line => line.Line)];

        public async Task ContainAsync(int id)
        {
            while (true)
            {
                var next = Volatile.Read(ref _next);
                if (Of(id).Count > 0)
                {
                    return;
                }

                await next.Task;
            }
        }

        private void Add(int id, string category, LogLevel level, string text)
        {
            _lines.Enqueue((id, (category, level, text)));
            Interlocked.Exchange(ref _next, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
            if (_held.Id == id)
            {
                _held.Released.GetAwaiter().GetResult();
            }
        }

        private sealed class Recorders(Lines lines) : ILoggerFactory
        {
            public ILogger CreateLogger(string categoryName) => new Recorder(lines, categoryName);

            public void AddProvider(ILoggerProvider provider)
            {
            }

            public void Dispose()
            {
            }
        }

        private sealed class Recorder(Lines lines, string category) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state)
                where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                lines.Add(eventId.Id, category, logLevel, formatter(state, exception));
        }
    }
}
