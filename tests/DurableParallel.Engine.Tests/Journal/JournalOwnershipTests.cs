using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Engine.Tests;

/// <summary>One engine has a journal, by whatever path, and notices when the file is no longer its own.</summary>
[TestFixture]
[CancelAfter(60_000)]
internal sealed class JournalOwnershipTests : EngineFixture
{
    [Test]
    public async Task OpenAsync_ThroughASymbolicLink_IsRefusedWhileTheJournalIsOpen()
    {
        var link = Files.Path + ".link";
        await OpenAsync();
        File.CreateSymbolicLink(link, Files.Path);

        await FluentActions.Awaiting(() => OpenAsync(Options with { JournalPath = link }))
            .Should().ThrowAsync<JournalLockedException>().WithMessage($"*process {Environment.ProcessId}*");
    }

    [Test]
    public async Task OpenAsync_WithALockTimeout_WaitsForTheEngineThatHasTheJournal()
    {
        using var log = new LineLog(LogLevel.Information);
        var holder = await OpenAsync();
        var opening = DurableEngine.OpenAsync(Options with { LockTimeout = TimeSpan.FromSeconds(30), LoggerFactory = log });
        await log.Said;
        Clock.Advance(TimeSpan.FromSeconds(20));
        opening.IsCompleted.Should().BeFalse();

        await holder.DisposeAsync();

        await using var engine = await PassTimeAsync(opening);
        engine.IsQuiet.Should().BeTrue();
        log.Lines.Should().ContainSingle(line => line.Contains("waits up to"))
            .Which.Should().Contain($"process {Environment.ProcessId}").And.Contain(Files.Path);
    }

    [Test]
    public async Task OpenAsync_WhenTheLockTimeoutIsOver_IsRefused()
    {
        await OpenAsync();
        var begun = Clock.GetTimestamp();

        var opening = PassTimeAsync(DurableEngine.OpenAsync(Options with { LockTimeout = TimeSpan.FromSeconds(30) }));

        await opening.Awaiting(task => task).Should().ThrowAsync<JournalLockedException>().WithMessage($"*process {Environment.ProcessId}*[DP4002] docs/errors/DP4002.md");
        Clock.GetElapsedTime(begun).Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(30));
    }

    [Test]
    public async Task OpenAsync_CanceledWhileItWaitsForTheLock_IsCanceled()
    {
        using var log = new LineLog(LogLevel.Information);
        using var source = new CancellationTokenSource();
        await OpenAsync();
        var opening = DurableEngine.OpenAsync(Options with { LockTimeout = TimeSpan.FromDays(366), LoggerFactory = log }, source.Token);
        await log.Said;

        await source.CancelAsync();

        await opening.Awaiting(task => task).Should().ThrowAsync<OperationCanceledException>();
    }

    [TestCase(".lock", false)]
    [TestCase("", false)]
    [TestCase("", true)]
    public async Task OpenAsync_WhereTheFileSystemRefuses_NamesTheJournalAndTheCause(string ending, bool isBelowAFile)
    {
        var path = isBelowAFile ? Path.Combine(Files.Path, "journal.db") : Files.Path;
        if (isBelowAFile)
        {
            await File.WriteAllTextAsync(Files.Path, "a file");
        }
        else
        {
            Directory.CreateDirectory(Files.Path + ending);
        }

        var refusal = (await FluentActions.Awaiting(() => OpenAsync(Options with { JournalPath = path })).Should().ThrowAsync<DurableException>()).Which;

        refusal.Code.Should().Be("DP4019");
        refusal.InnerException.Should().Match(cause => cause is IOException || cause is UnauthorizedAccessException);
        refusal.Message.Should().ContainAll($"The journal '{path}'", refusal.InnerException!.Message, "DurableEngineOptions.JournalPath");
    }

    [Test]
    public async Task OpenAsync_ThroughASymbolicLinkToNothing_MakesTheJournalWhereItPoints()
    {
        var link = Files.Path + ".link";
        File.CreateSymbolicLink(link, Path.GetFileName(Files.Path));

        var engine = await OpenAsync(Options with { JournalPath = link });
        await engine.DisposeAsync();

        File.ResolveLinkTarget(link, returnFinalTarget: true)!.FullName.Should().Be(Files.Path);
        File.Exists(Files.Path).Should().BeTrue();
    }

    [Test]
    [Platform(Exclude = "Win")]
    public async Task OpenAsync_OfAFileWithASecondName_IsRefused()
    {
        await (await OpenAsync()).DisposeAsync();
        HardLink.Create(Files.Path, Files.Path + ".second");

        (await FluentActions.Awaiting(() => OpenAsync()).Should().ThrowAsync<DurableException>().WithMessage("*has 2 names*"))
            .Which.Code.Should().Be("DP5012");
    }

    [Test]
    [Platform(Exclude = "Win")]
    public async Task OpenAsync_InAProcessWithoutTheLocksOfTheRuntime_IsRefused(CancellationToken cancellationToken)
    {
        await OpenAsync();
        using var second = ProbeProcess.Start(["hold", Files.Path], "env", "DOTNET_SYSTEM_IO_DISABLEFILELOCKING=1");

        var (message, exitCode) = await second.EndAsync(cancellationToken);

        exitCode.Should().Be(3);
        message.Should().Contain($"process {Environment.ProcessId} (");
    }

    [Test]
    public async Task Commit_AfterAnotherProgramWroteToTheJournal_FaultsTheEngine()
    {
        var engine = await OpenAsync();
        engine.Register<int, int>("one", static (context, input) => context.StepAsync("one", () => input));
        await (await engine.StartAsync("one", "before", 1)).GetResultAsync<int>();
        Write("UPDATE execution SET begun = begun");
        Write("INSERT INTO log VALUES (1000000, x'00')");

        var start = await engine.Awaiting(e => e.StartAsync("one", "after", 1)).Should().ThrowAsync<EngineFaultedException>();

        start.Which.InnerException.Should().BeOfType<JournalLostException>().Which.Code.Should().Be("DP5010");
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "Windows deletes no file that is open.")]
    public async Task Commit_AfterTheFileWasDeleted_FaultsTheEngineAndAcknowledgesNothing([Values("", "-wal")] string ending)
    {
        var engine = await OpenAsync(Options with { JournalWatchInterval = TimeSpan.Zero });
        engine.Register<int, int>("one", static (context, input) => context.StepAsync("one", () => input));
        await (await engine.StartAsync("one", "before", 1)).GetResultAsync<int>();
        File.Delete(Files.Path + ending);

        var start = await engine.Awaiting(e => e.StartAsync("one", "after", 1)).Should().ThrowAsync<EngineFaultedException>();

        start.Which.InnerException.Should().BeOfType<JournalLostException>().Which.Code.Should().Be("DP5011");
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "Windows replaces no file that is open.")]
    public async Task Dispose_AfterTheJournalWasReplaced_LeavesTheNewOneAlone()
    {
        var first = await OpenAsync(Options with { JournalWatchInterval = TimeSpan.Zero });
        first.Register<int, int>("one", static (context, input) => context.StepAsync("one", () => input));
        await (await first.StartAsync("one", "before", 1)).GetResultAsync<int>();
        using var replaced = Files.CopyCrashed();
        File.Move(replaced.Path, Files.Path, overwrite: true);
        File.Move(replaced.Path + "-wal", Files.Path + "-wal", overwrite: true);
        File.Delete(Files.Path + "-shm");
        await first.Awaiting(e => e.StartAsync("one", "lost", 1)).Should().ThrowAsync<EngineFaultedException>();

        await first.DisposeAsync();
        var second = await OpenAsync();

        (await second.FindAsync("before")).Should().NotBeNull();
        second.Recovery.TornBytesCut.Should().Be(0);
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "Windows moves no directory with an open file.")]
    public async Task DisposeAsync_WhenTheDirectoryWasMoved_GivesUpTheLock()
    {
        var directory = Path.GetDirectoryName(Files.Path)!;
        var engine = await OpenAsync();
        Directory.Move(directory, directory + "-moved");
        try
        {
            await engine.Awaiting(e => e.DisposeAsync().AsTask()).Should().NotThrowAsync();
            await (await DurableEngine.OpenAsync(Options with { JournalPath = Path.Combine(directory + "-moved", "journal.db") })).DisposeAsync();
        }
        finally
        {
            Directory.Move(directory + "-moved", directory);
        }
    }

    [Test]
    public async Task Commit_WhileAnotherProgramLocksTheJournal_WaitsAndSaysSo()
    {
        var warnings = new LineLog(LogLevel.Warning);
        var engine = await OpenAsync(Options with { JournalBusyTime = TimeSpan.FromMilliseconds(1), LoggerFactory = warnings });
        engine.Register<int, int>("one", static (context, input) => context.StepAsync("one", () => input));
        Task<ExecutionHandle> start;
        using (var other = Connect())
        {
            Execute(other, "BEGIN IMMEDIATE");
            start = engine.StartAsync("one", "during", 7);
            await warnings.Said;
            start.IsCompleted.Should().BeFalse();
            Execute(other, "ROLLBACK");
        }

        (await (await start).GetResultAsync<int>()).Should().Be(7);
        warnings.Lines.Should().Contain(line => line.Contains("another program", StringComparison.Ordinal));
    }

    [Test]
    public async Task DisposeAsync_WhileAnotherProgramLocksTheJournal_GivesUpTheJournal()
    {
        var engine = await OpenAsync(Options with { JournalBusyTime = TimeSpan.FromMilliseconds(1) });
        using (var other = Connect())
        {
            Execute(other, "BEGIN IMMEDIATE");

            await engine.DisposeAsync();
        }

        await FluentActions.Awaiting(() => OpenAsync()).Should().NotThrowAsync();
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={Files.Path};Pooling=False");
        connection.Open();
        return connection;
    }

    private void Write(string sql)
    {
        using var connection = Connect();
        Execute(connection, sql);
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private async Task<DurableEngine> PassTimeAsync(Task<DurableEngine> opening)
    {
        while (!opening.IsCompleted)
        {
            Clock.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        return await opening;
    }

    private sealed class LineLog(LogLevel from) : ILoggerFactory, ILogger
    {
        private readonly TaskCompletionSource _said = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ConcurrentQueue<string> Lines { get; } = new();

        public Task Said => _said.Task;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= from;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                Lines.Enqueue(formatter(state, exception));
                _said.TrySetResult();
            }
        }

        public void Dispose()
        {
        }
    }
}
