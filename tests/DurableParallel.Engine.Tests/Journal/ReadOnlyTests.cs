using DurableParallel.Engine.Journal.Sqlite;
using Microsoft.Data.Sqlite;

namespace DurableParallel.Engine.Tests.Journal;

/// <summary>Looking at a journal that an engine runs, in this process or another, or that no engine has.</summary>
[TestFixture]
[CancelAfter(120_000)]
internal sealed class ReadOnlyTests : EngineFixture
{
    [Test]
    public async Task OpenReadOnlyAsync_WhileAnEngineRuns_ReadsAllThatIsOnRecord([Values] bool isStopped)
    {
        var engine = await OpenFilledAsync();
        if (isStopped)
        {
            await engine.StopAsync();
        }

        await using var reader = await ReadAsync();

        (await reader.ListAsync()).Executions.Select(static one => (one.Name, one.Status)).Should().Equal(
            ("deadly", ExecutionStatus.Blocked),
            ("ok", ExecutionStatus.Succeeded),
            ("bad", ExecutionStatus.Failed),
            ("ask", ExecutionStatus.Running),
            ("wait", ExecutionStatus.Running),
            ("later", ExecutionStatus.Running));
        (await reader.CountByStatusAsync())[ExecutionStatus.Running].Should().Be(3);
        (await reader.CountByStateAsync()).Values.Should().Equal(1, 0, 1, 1, 1);
        (await reader.ListAsync(new ExecutionQuery { Tags = new Dictionary<string, string> { ["customer"] = "7" } })).Executions.Should().ContainSingle();
        var ok = await reader.FindAsync("ok");
        (await ok!.GetInputAsync<int>()).Should().Be(5);
        (await ok.GetResultAsync<int>()).Should().Be(6);
        (await ok.GetHistoryAsync()).Should().HaveCount(4);
        (await ok.GetTreeAsync()).Operations.Should().ContainSingle().Which.Name.Should().Be("add");
        (await (await reader.FindAsync("bad"))!.GetErrorAsync())!.ErrorMessage.Should().Be("no luck");
        (await reader.ListCallbacksAsync()).Callbacks.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Name = "answer", ExecutionName = "ask" });
        (await (await reader.FindAsync("ask"))!.GetOpenCallbacksAsync()).Should().ContainSingle();
        (await reader.ListBlockedAsync()).Should().ContainSingle().Which.Reason.Should().Be(BlockedReason.Poison);
        (await reader.Schedules.ListAsync()).Should().ContainSingle().Which.Name.Should().Be("nightly");
        reader.ListFunctions().Select(static one => (one.Name, one.IsRegistered)).Should().Contain(("ok", false)).And.HaveCount(5);
        reader.GetFigures().Should().BeEquivalentTo(new { Active = 0, Queued = 1L, Parked = 2L, Commits = 0L }, static options => options.ExcludingMissingMembers());
        (reader.IsReadOnly, engine.IsReadOnly).Should().Be((true, false));
    }

    [Test]
    public async Task OpenReadOnlyAsync_EveryAction_IsRefusedAndNothingHappens()
    {
        var engine = await OpenFilledAsync();
        await using var reader = await ReadAsync();
        var id = (await reader.ListCallbacksAsync()).Callbacks[0].CallbackId;
        var ask = (await reader.FindAsync("ask"))!;
        var spec = (await reader.Schedules.FindAsync("nightly"))!.Spec;
        Func<Task>[] actions =
        [
            () => reader.StartAsync("ok", "new"),
            () => reader.StartAsync("ok", "ok", 5),
            () => reader.StartAsync("ok", "new", 1, new StartOptions { Priority = 1 }),
            () => reader.StartWithPayloadAsync("ok", "new", "1"),
            () => reader.StartManyAsync([StartRequest.For("ok", "new", 1)]),
            () => reader.UnblockAsync("deadly"),
            () => reader.RetryAsync("bad"),
            () => reader.RetryManyAsync(new ExecutionQuery()),
            () => reader.CancelAsync("ask"),
            () => reader.ForkAsync("ok", "add", new ForkOptions { ExecutionName = "new" }),
            () => reader.ForkManyAsync(new ExecutionQuery(), "add", static _ => new ForkOptions { ExecutionName = "new" }),
            () => reader.SucceedCallbackAsync(id),
            () => reader.SucceedCallbackAsync(id, 1),
            () => reader.SucceedCallbackWithPayloadAsync(id, "1"),
            () => reader.SucceedCallbackAsync("ask", "answer", 1),
            () => reader.SucceedCallbackWithPayloadAsync("ask", "answer", "1"),
            () => reader.FailCallbackAsync(id, new IOException()),
            () => reader.FailCallbackAsync("ask", "answer", new IOException()),
            () => reader.HeartbeatCallbackAsync(id),
            () => reader.HeartbeatCallbackAsync("ask", "answer"),
            () => reader.RaiseEventAsync("ask", "event"),
            () => reader.RaiseEventAsync("ask", "event", 1),
            () => reader.PurgeAsync(TimeSpan.Zero),
            () => reader.PurgeAsync("ok"),
            () => reader.PurgeAsync(new ExecutionQuery()),
            () => ask.StopAsync(),
            () => ask.CancelAsync(),
            () => ask.RaiseEventAsync("event", 1),
            () => ask.SucceedCallbackAsync("answer", 1),
            () => ask.GetResultAsync<int>(),
            () => ask.GetResultPayloadAsync(),
            () => reader.Schedules.CreateAsync("other", spec),
            () => reader.Schedules.ChangeAsync("nightly", spec),
            () => reader.Schedules.PauseAsync("nightly"),
            () => reader.Schedules.ResumeAsync("nightly"),
            () => reader.Schedules.TriggerAsync("nightly"),
            () => reader.Schedules.DeleteAsync("nightly"),
        ];

        foreach (var action in actions)
        {
            await action.Should().ThrowAsync<EngineReadOnlyException>().Where(static refusal => refusal.Code == "DP4050");
        }

        (await engine.ListAsync()).Executions.Should().Equal((await reader.ListAsync()).Executions);
    }

    [Test]
    public async Task OpenReadOnlyAsync_WhatIsRecordedLater_DoesNotShow()
    {
        var engine = await OpenFilledAsync();
        await using var reader = await ReadAsync();
        var before = (await reader.ListAsync()).Executions;

        await engine.SucceedCallbackAsync("ask", "answer", 1);
        await (await engine.FindAsync("ask"))!.GetResultPayloadAsync();
        await (await engine.StartAsync("ok", "another", 1)).GetResultPayloadAsync();
        await engine.PurgeAsync("bad");
        await engine.StopAsync();

        (await reader.ListAsync()).Executions.Should().Equal(before);
        (await (await reader.FindAsync("ask"))!.GetHistoryAsync())[^1].EventType.Should().NotBe(HistoryEventType.ExecutionSucceeded);
        (await (await reader.FindAsync("ok"))!.GetResultAsync<int>()).Should().Be(6);
        await using var again = await ReadAsync();
        (await again.ListAsync()).Executions.Select(static one => one.Name).Should().Equal("deadly", "ok", "ask", "wait", "later", "another");
    }

    [Test]
    public async Task OpenReadOnlyAsync_AgainAndAgainWhileAnEngineWorks_DisturbsNeither()
    {
        var engine = await OpenFilledAsync();
        var working = engine.StartManyAsync(
            Enumerable.Range(0, 3000).Select(static i => StartRequest.For("ok", $"e{i}", i)), new StartManyOptions { Until = StartManyUntil.Ended });
        long last = 0;
        var looks = 0;
        while (!working.IsCompleted || looks < 3)
        {
            await using var reader = await ReadAsync();
            var count = await reader.CountAsync();
            count.Should().BeGreaterThanOrEqualTo(last);
            var ended = (await reader.ListAsync(new ExecutionQuery { NamePrefix = "e", Statuses = [ExecutionStatus.Succeeded], Descending = true }, pageSize: 1)).Executions;
            if (ended.Count > 0)
            {
                (await (await reader.FindAsync(ended[0].Name))!.GetResultAsync<int>()).Should().BePositive();
            }

            (last, looks) = (count, looks + 1);
        }

        (await working).Started.Should().Be(3000);
        (await (await engine.StartAsync("ok", "after", 1)).GetResultAsync<int>()).Should().Be(2);
    }

    [Test]
    public async Task OpenReadOnlyAsync_OfAStoppedEngine_TouchesNothing()
    {
        await (await OpenFilledAsync()).StopAsync();
        var before = Describe();

        await using (var reader = await ReadAsync())
        {
            (await (await reader.FindAsync("ok"))!.GetHistoryAsync()).Should().NotBeEmpty();
            Describe().Should().Equal(before);
        }

        Describe().Should().Equal(before);
    }

    [Test]
    public async Task OpenReadOnlyAsync_OfAKilledEngine_ReadsItsWriteAheadLogAndLeavesIt()
    {
        var engine = await OpenFilledAsync();
        using var copy = Files.CopyCrashed();
        engine.Kill();
        var (file, log) = (await File.ReadAllBytesAsync(copy.Path), await File.ReadAllBytesAsync(copy.Path + "-wal"));

        await using (var reader = await DurableEngine.OpenReadOnlyAsync(Options with { JournalPath = copy.Path }))
        {
            (await reader.CountAsync()).Should().Be(6);
        }

        (await File.ReadAllBytesAsync(copy.Path)).Should().Equal(file);
        (await File.ReadAllBytesAsync(copy.Path + "-wal")).Should().Equal(log);
        await using var next = await DurableEngine.OpenAsync(Options with { JournalPath = copy.Path });
        (await next.CountAsync()).Should().Be(6);
    }

    [Test]
    public async Task OpenReadOnlyAsync_AnEngineOpensAStoppedJournalLater_IsSaidAndNotGuessed()
    {
        await (await OpenFilledAsync()).StopAsync();
        await using var reader = await ReadAsync();

        var engine = await OpenAsync();

        (await reader.CountAsync()).Should().Be(6, "that is in memory");
        var ok = await reader.FindAsync("ok");
        await ok!.Awaiting(static one => one.GetHistoryAsync()).Should().ThrowAsync<DurableException>().Where(static fault => fault.Code == "DP4051");
        await engine.StopAsync();
    }

    [Test]
    public async Task OpenReadOnlyAsync_WhileAnEngineOfAnotherProcessRuns_ReadsAndItGoesOn(CancellationToken cancellationToken)
    {
        using var process = ProbeProcess.Start(["sleep", Files.Path]);
        await process.ReadyAsync(cancellationToken);

        for (var look = 0; look < 3; look++)
        {
            await using var reader = await DurableEngine.OpenReadOnlyAsync(Files.Path, cancellationToken);
            (await reader.ListAsync(cancellationToken: cancellationToken)).Executions.Should().ContainSingle().Which.Should().BeEquivalentTo(
                new { Name = "sleeper", Status = ExecutionStatus.Running, States = new[] { ExecutionState.WaitingUntil } });
            (await (await reader.FindAsync("sleeper", cancellationToken))!.GetHistoryAsync(cancellationToken)).Should().NotBeEmpty();
        }

        await FluentActions.Awaiting(() => OpenAsync()).Should().ThrowAsync<JournalLockedException>("its lock is held");
        await process.KillAsync(cancellationToken);
        await using var after = await DurableEngine.OpenReadOnlyAsync(Files.Path, cancellationToken);
        (await after.CountAsync(cancellationToken: cancellationToken)).Should().Be(1);
        (await OpenAsync()).Recovery.WasStoppedCleanly.Should().BeFalse();
    }

    [Test]
    public async Task OpenReadOnlyAsync_NoSuchFile_IsRefusedAndCreatesNothing([Values] bool hasFolder)
    {
        var path = hasFolder ? Files.Path : Path.Combine(Path.GetDirectoryName(Files.Path)!, "none", "journal.db");
        var before = Directory.GetFileSystemEntries(Path.GetDirectoryName(Files.Path)!);

        await FluentActions.Awaiting(() => DurableEngine.OpenReadOnlyAsync(path)).Should().ThrowAsync<DurableException>().Where(static fault => fault.Code == "DP4048");

        Directory.GetFileSystemEntries(Path.GetDirectoryName(Files.Path)!).Should().Equal(before);
    }

    [TestCase("")]
    [TestCase("not a database, and longer than the hundred bytes that the header of one has, so that nothing of it is missing: it is just text.")]
    public async Task OpenReadOnlyAsync_NoJournal_IsRefusedAndLeft(string text)
    {
        await File.WriteAllTextAsync(Files.Path, text);

        await FluentActions.Awaiting(() => DurableEngine.OpenReadOnlyAsync(Files.Path)).Should().ThrowAsync<JournalDamagedException>();

        (await File.ReadAllTextAsync(Files.Path)).Should().Be(text);
    }

    [Test]
    public async Task OpenReadOnlyAsync_ADatabaseOfAnotherProgram_IsRefused()
    {
        Change("CREATE TABLE theirs (x)");

        await FluentActions.Awaiting(() => DurableEngine.OpenReadOnlyAsync(Files.Path)).Should().ThrowAsync<JournalDamagedException>().WithMessage("*not a journal*");
    }

    [TestCase(JournalSchema.Version - 1, "DP4049")]
    [TestCase(JournalSchema.Version + 1, "DP4003")]
    public async Task OpenReadOnlyAsync_AnotherSchema_IsRefusedAndLeft(int version, string code)
    {
        await (await OpenFilledAsync()).StopAsync();
        Change($"PRAGMA user_version = {version}");
        var before = await File.ReadAllBytesAsync(Files.Path);

        await FluentActions.Awaiting(() => DurableEngine.OpenReadOnlyAsync(Files.Path)).Should().ThrowAsync<DurableException>().Where(fault => fault.Code == code);

        (await File.ReadAllBytesAsync(Files.Path)).Should().Equal(before);
    }

    [Test]
    public async Task OpenReadOnlyAsync_DamagedBytes_AreFoundOrDoNoHarm()
    {
        await (await OpenFilledAsync()).StopAsync();
        var sound = await File.ReadAllBytesAsync(Files.Path);
        for (var offset = 100; offset < sound.Length; offset += 97)
        {
            var bytes = sound.ToArray();
            bytes[offset] ^= 0x41;
            await File.WriteAllBytesAsync(Files.Path, bytes);
            try
            {
                await using var reader = await ReadAsync();
                foreach (var found in (await reader.ListAsync()).Executions)
                {
                    await (await reader.FindAsync(found.Name))!.GetHistoryAsync();
                }
            }
            catch (JournalDamagedException)
            {
            }
        }
    }

    [TestCase("a b#c?d%41.db")]
    [TestCase("ärger&x=1.db")]
    public async Task OpenReadOnlyAsync_PathsThatMeanSomethingInAddresses_AreTakenAsTheyAre(string name)
    {
        var path = Path.Combine(Path.GetDirectoryName(Files.Path)!, name);
        var engine = await OpenAsync(Options with { JournalPath = path });
        await using (var reader = await DurableEngine.OpenReadOnlyAsync(path))
        {
            (await reader.CountAsync()).Should().Be(0);
        }

        await engine.StopAsync();
        await using var after = await DurableEngine.OpenReadOnlyAsync(path);
        (await after.CountAsync()).Should().Be(0);
    }

    // A block that is on record: another one depends on what is registered.
    private async Task<DurableEngine> OpenWithPoisonAsync()
    {
        var (begun, gate) = (new TaskCompletionSource(), new TaskCompletionSource());
        var killed = await OpenAsync();
        killed.Register("deadly", async ctx => await ctx.StepAsync("die", async _ =>
        {
            begun.SetResult();
            await gate.Task;
        }));
        await killed.StartAsync("deadly", "deadly");
        await begun.Task;
        killed.Kill();
        gate.SetResult();
        return await OpenAsync(Options with { PoisonAfter = 1 });
    }

    private void Change(string sql)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Files.Path, Pooling = false }.ConnectionString);
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private IEnumerable<(string Name, long Length, DateTime Changed)> Describe() =>
        [.. new DirectoryInfo(Path.GetDirectoryName(Files.Path)!).GetFiles().Select(static file => (file.Name, file.Length, file.LastWriteTimeUtc)).Order()];

    private Task<DurableEngine> ReadAsync() => DurableEngine.OpenReadOnlyAsync(Options);

    private async Task<DurableEngine> OpenFilledAsync()
    {
        var engine = await OpenWithPoisonAsync();
        engine.Register<int, int>("ok", static async (ctx, input) => await ctx.StepAsync("add", _ => Task.FromResult(input + 1)));
        engine.Register<int>("bad", static (_, _) => throw new InvalidOperationException("no luck"));
        engine.Register<int>("ask", static async (ctx, _) => await ctx.WaitForCallbackAsync<int>("answer", static (_, _) => Task.CompletedTask));
        engine.Register<int>("wait", static async (ctx, _) => await ctx.WaitAsync(TimeSpan.FromDays(1)));
        await (await engine.StartAsync("ok", "ok", 5, new StartOptions { Tags = new Dictionary<string, string> { ["customer"] = "7" } })).GetResultPayloadAsync();
        await (await engine.StartAsync("bad", "bad", 5)).Awaiting(static e => e.GetResultPayloadAsync()).Should().ThrowAsync<ExecutionFailedException>();
        await engine.StartAsync("ask", "ask", 5);
        await engine.StartAsync("wait", "wait", 5);
        await engine.StartAsync("ok", "later", 5, new StartOptions { StartAt = Clock.GetUtcNow().AddDays(1) });
        await engine.Schedules.CreateAsync("nightly", new ScheduleSpec { FunctionName = "ok", Cron = "0 3 * * *" });
        while (!engine.IsQuiet)
        {
            await Task.Yield();
        }

        return engine;
    }
}
