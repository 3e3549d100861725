using System.Collections.Concurrent;
using System.Diagnostics;
using DurableParallel.Server.Tests.Raw;
using DurableParallel.Server.Workers;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Server.Tests.Workers;

/// <summary>Processes that the server starts and that end.</summary>
[TestFixture]
internal sealed class WorkerProcessTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private TempJournal _journal = null!;
    private LinesLogger _log = null!;

    [SetUp]
    public void MakeJournal()
    {
        _journal = new TempJournal();
        _log = new LinesLogger();
    }

    [TearDown]
    public void DeleteJournal()
    {
        _log.Dispose();
        _journal.Dispose();
    }

    [TestCase("false", "exit status 1")]
    [TestCase("/no/such/program", "exit status 127")]
    public async Task Process_ThatCannotStart_AnswersAPlainInvokeWithThat(string command, string how)
    {
        await using var server = await StartAsync(new ServedFunctionOptions { Name = "f", Command = command, IsPlain = true });
        using var client = new RawClient(server.Addresses[0]);

        var reply = await client.InvokeAsync("f");

        reply.Headers["x-amz-function-error"].Should().Be("Unhandled");
        ((string?)reply.Json["errorType"]).Should().Be("Runtime.ExitError");
        ((string?)reply.Json["errorMessage"]).Should().Contain("ended before it asked for an event").And.Contain(how).And.EndWith("[DP6002] docs/errors/DP6002.md");
    }

    [Test]
    public async Task Process_ThatCannotStart_FailsAnExecutionWithinItsRetries()
    {
        await using var server = await StartAsync(new ServedFunctionOptions { Name = "f", Command = "false" });
        using var client = new RawClient(server.Addresses[0]);

        var reply = await client.InvokeAsync("f");

        ((string?)reply.Json["errorMessage"]).Should().Contain("[DP6002]");
        RawHistory.Describe(await client.EventsAsync(reply.Arn)).Should().Be("E+ X X X X X EF");
    }

    [Test]
    public async Task Process_OfManyFunctions_IsLoggedWithTenOfThem()
    {
        var names = string.Join(',', Enumerable.Range(0, 12).Select(static i => $"f{i}"));
        await using var server = await StartAsync(new ServedFunctionOptions { Name = names, Command = "false" });
        using var client = new RawClient(server.Addresses[0]);

        await client.InvokeAsync("f0");

        _log.Lines.First(static line => line.Contains("started again", StringComparison.Ordinal)).Should().Contain("f9 and 2 more").And.NotContain("f10");
    }

    [Test]
    public async Task Process_ThatEndsWhileItsServerStops_IsNotStartedAgain()
    {
        var mark = $"{_journal.Path}.pid";
        var process = new WorkerProcess("f", $"sh -c 'echo $$ > \"{mark}.part\"; mv \"{mark}.part\" \"{mark}\"; exec sleep 600'", keys: null, new WorkerDesk(TimeProvider.System, _log), _log);
        await using (process)
        {
            process.Start("127.0.0.1:1");
            using var late = new CancellationTokenSource(Patience);
            while (!File.Exists(mark))
            {
                await Task.Delay(10, late.Token);
            }

            process.BeginStop();
            using var kill = Process.Start("kill", ["-9", (await File.ReadAllTextAsync(mark)).Trim()]);
            await process.Ended.WaitAsync(Patience);
        }

        _log.Lines.Should().NotContain(line => line.Contains("started again", StringComparison.Ordinal));
    }

    private Task<DurableServer> StartAsync(ServedFunctionOptions function) => DurableServer.StartAsync(new DurableServerOptions
    {
        JournalPath = _journal.Path,
        Urls = ["http://127.0.0.1:0"],
        RetryDelay = TimeSpan.Zero,
        Functions = [function],
        LoggerFactory = _log,
    });

    private sealed class LinesLogger : ILoggerFactory, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
