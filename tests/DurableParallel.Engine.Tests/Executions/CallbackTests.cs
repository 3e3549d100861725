namespace DurableParallel.Engine.Tests.Executions;

/// <summary>Completing callbacks of executions in whatever state they are.</summary>
[TestFixture]
[CancelAfter(60_000)]
internal sealed class CallbackTests : EngineFixture
{
    private static readonly CallbackConfig Limits = new() { Timeout = TimeSpan.FromHours(1), HeartbeatTimeout = TimeSpan.FromMinutes(10) };

    private TaskCompletionSource<string> _id = null!;

    private DurableEngineOptions EvictingOptions => Options with { ResidentBytes = 0 };

    [SetUp]
    public void SetUpId() => _id = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);

    [Test]
    public async Task SucceedCallbackAsync_OfAnEvictedExecution_WakesItWithTheResult()
    {
        var (engine, execution, id) = await StartEvictedAsync();

        await engine.SucceedCallbackAsync(id, "yes");

        (await execution.GetResultAsync<string>()).Should().Be("yes");
    }

    [Test]
    public async Task SucceedCallbackAsync_SeveralAtOnceOfAnEvictedExecution_OneWins()
    {
        var (engine, execution, id) = await StartEvictedAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(async () =>
        {
            try
            {
                await engine.SucceedCallbackAsync(id, $"{i}");
                return $"{i}";
            }
            catch (CallbackClosedException)
            {
                return null;
            }
        })));

        (await execution.GetResultAsync<string>()).Should().Be(answers.Single(answer => answer is not null));
    }

    [Test]
    public async Task HeartbeatCallbackAsync_OfAnEvictedExecution_MovesItsDueTimeAndWakesNobody()
    {
        var (engine, execution, id) = await StartEvictedAsync();
        Clock.Advance(TimeSpan.FromMinutes(9));

        await engine.HeartbeatCallbackAsync(id);
        Clock.Advance(TimeSpan.FromMinutes(9));
        var isResident = execution.IsResident;
        var (deadline, expected) = ((await execution.GetOpenCallbacksAsync()).Single().TimeoutTimestamp, Clock.GetUtcNow().AddMinutes(1));
        Clock.Advance(TimeSpan.FromMinutes(1));

        isResident.Should().BeFalse();
        deadline.Should().Be(expected);
        (await execution.GetResultAsync<string>()).Should().Be("Callback.Heartbeat");
    }

    [Test]
    public async Task HeartbeatCallbackAsync_BeforeACrash_IsRemembered([Values] bool evicts)
    {
        var options = evicts ? EvictingOptions : Options;
        var engine = await OpenAsync(options);
        Register(engine);
        await engine.StartAsync("ask", "a", 1);
        var id = await _id.Task;
        Clock.Advance(TimeSpan.FromMinutes(9));
        await engine.HeartbeatCallbackAsync(id);
        engine.Kill();

        Clock.Advance(TimeSpan.FromMinutes(9));
        var reopened = await OpenAsync(options);
        Register(reopened);
        await reopened.SucceedCallbackAsync(id, "in time");

        (await (await reopened.FindAsync("a"))!.GetResultAsync<string>()).Should().Be("in time");
    }

    [Test]
    public async Task SucceedCallbackAsync_WhileTheFunctionIsMissing_IsKeptForIt([Values] bool evicts)
    {
        var options = evicts ? EvictingOptions : Options;
        var engine = await OpenAsync(options);
        Register(engine);
        await engine.StartAsync("ask", "a", 1);
        var id = await _id.Task;
        await engine.StopAsync();

        var reopened = await OpenAsync(options);
        await reopened.SucceedCallbackAsync(id, "early");
        await reopened.StopAsync();
        var last = await OpenAsync(options);
        Register(last);

        (await (await last.FindAsync("a"))!.GetResultAsync<string>()).Should().Be("early");
    }

    [Test]
    public async Task OpenAsync_ATimeoutDuringTheDowntime_IsRecordedOnceAndBeforeACompletion([Values] bool evicts)
    {
        var options = evicts ? EvictingOptions : Options;
        var engine = await OpenAsync(options);
        Register(engine);
        await engine.StartAsync("ask", "a", 1);
        var id = await _id.Task;
        engine.Kill();
        Clock.Advance(TimeSpan.FromHours(2));

        var reopened = await OpenAsync(options);
        var late = () => reopened.SucceedCallbackAsync(id, "late");
        await late.Should().ThrowAsync<CallbackClosedException>("it is due, although the function that hears of it is not there");
        Register(reopened);
        var execution = (await reopened.FindAsync("a"))!;

        (await execution.GetResultAsync<string>()).Should().Be("Callback.Heartbeat");
        (await execution.GetHistoryAsync()).Count(e => e.EventType == HistoryEventType.CallbackTimedOut).Should().Be(1);
    }

    [Test]
    public async Task SucceedCallbackAsync_EveryFormOfAValue_ReachesTheFunction()
    {
        var engine = await OpenAsync();
        engine.Register<int, string>("forms", async (context, _) =>
        {
            var seen = new List<string>();
            seen.Add(await AskAsync<string>("a \"quoted\" text", (id, value) => engine.SucceedCallbackAsync(id, value)));
            seen.Add($"{await AskAsync<int[]>([1, 2], (id, value) => engine.SucceedCallbackAsync(id, value)) is [1, 2]}");
            seen.Add($"{await AskAsync<string?>(null, (id, value) => engine.SucceedCallbackAsync(id, value)) is null}");
            seen.Add($"{await AskAsync<int?>(null, (id, value) => engine.SucceedCallbackAsync(id, value)) is null}");
            seen.Add($"{await AskAsync<string?>(null, (id, _) => engine.SucceedCallbackAsync(id, CancellationToken.None)) is null}");
            seen.Add(await AskAsync<string>("plain text", (id, value) => engine.SucceedCallbackWithPayloadAsync(id, value)));
            return string.Join('|', seen);

            async Task<T> AskAsync<T>(T value, Func<string, T, Task> answer) =>
                await context.WaitForCallbackAsync<T>(null, (id, _) => answer(id, value));
        });
        var execution = await engine.StartAsync("forms", "f", 1);

        (await execution.GetResultAsync<string>()).Should().Be("a \"quoted\" text|True|True|True|True|plain text");
    }

    [Test]
    public async Task FailCallbackAsync_WithAnException_IsCausedByItsTypes()
    {
        var engine = await OpenAsync();
        engine.Register<int, string>("fails", async (context, _) =>
        {
            try
            {
                return await context.WaitForCallbackAsync<string>("ask", (id, _) => engine.FailCallbackAsync(id, new FileNotFoundException("gone")));
            }
            catch (CallbackFailedException failed)
            {
                return $"{failed.Message} {failed.IsCausedBy<FileNotFoundException>()} {failed.IsCausedBy<IOException>()}";
            }
        });
        var execution = await engine.StartAsync("fails", "f", 1);

        (await execution.GetResultAsync<string>()).Should().Be("gone True True");
    }

    [Test]
    public async Task FailCallbackAsync_WithAnEnormousError_CutsIt()
    {
        var (engine, execution, id) = await StartEvictedAsync();

        await engine.FailCallbackAsync(id, new DurableError("Large", new string('x', 1_000_000)));

        (await execution.GetResultAsync<string>()).Should().Be("Large");
        (await execution.GetHistoryAsync()).Single(e => e.EventType == HistoryEventType.CallbackFailed).Error!.ErrorMessage.Length.Should().BeLessThan(32768);
    }

    [Test]
    public async Task GetOpenCallbacksAsync_OfAnExecution_TellsIdNameAndDeadline([Values] bool evicts)
    {
        var engine = await OpenAsync(evicts ? EvictingOptions : Options);
        engine.Register<int, int>("lists", async (context, _) =>
        {
            await context.RunInChildContextAsync("over", async child =>
            {
                await child.CreateCallbackAsync<int>("closed with its context");
            });
            var first = await context.CreateCallbackAsync<int>("first", new CallbackConfig { Timeout = TimeSpan.FromHours(1) });
            var second = await context.CreateCallbackAsync<int>(null);
            _id.TrySetResult(second.CallbackId);
            return await first.GetResultAsync() + await second.GetResultAsync();
        });
        var execution = await engine.StartAsync("lists", "l", 1);
        var second = await _id.Task;

        var open = await execution.GetOpenCallbacksAsync();
        await engine.SucceedCallbackAsync(open[0].CallbackId, 1);
        var left = await execution.GetOpenCallbacksAsync();
        await engine.SucceedCallbackAsync(open[1].CallbackId, 2);
        var result = await execution.GetResultAsync<int>();

        open.Should().Equal(
            new OpenCallback(open[0].CallbackId, "first", Clock.GetUtcNow(), Clock.GetUtcNow().AddHours(1)),
            new OpenCallback(second, null, Clock.GetUtcNow(), null));
        left.Should().Equal(open[1]);
        result.Should().Be(3);
        (await execution.GetOpenCallbacksAsync()).Should().BeEmpty();
    }

    [Test]
    public async Task GetHistoryAsync_OfCallbacks_HasTheirEvents()
    {
        var engine = await OpenAsync();
        var ids = new List<string>();
        engine.Register<int, int>("history", async (context, _) =>
        {
            var limited = await context.CreateCallbackAsync<int>("limited", new CallbackConfig { Timeout = TimeSpan.FromSeconds(1.5), HeartbeatTimeout = TimeSpan.FromSeconds(90) });
            var free = await context.CreateCallbackAsync<int>("free");
            ids.AddRange([limited.CallbackId, free.CallbackId]);
            await context.StepAsync("heartbeat", () => engine.HeartbeatCallbackAsync(limited.CallbackId));
            await context.StepAsync("complete", () => engine.SucceedCallbackAsync(limited.CallbackId, 1));
            await context.StepAsync("fail", () => engine.FailCallbackAsync(free.CallbackId, new DurableError("No", "no")));
            return await limited.GetResultAsync();
        });
        var execution = await engine.StartAsync("history", "h", 1);
        await execution.GetResultAsync<int>();

        var events = (await execution.GetHistoryAsync()).Where(e => e.SubType == "Callback").ToList();

        events.Select(e => (e.EventType, e.Name, e.CallbackId, e.Timeout, e.HeartbeatTimeout, e.Payload, e.Error?.ErrorType)).Should().Equal(
            (HistoryEventType.CallbackStarted, "limited", ids[0], TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(90), null, null),
            (HistoryEventType.CallbackStarted, "free", ids[1], null, null, null, null),
            (HistoryEventType.CallbackSucceeded, "limited", null, null, null, "1", null),
            (HistoryEventType.CallbackFailed, "free", null, null, null, null, "No"));
    }

    [Test]
    public async Task SucceedCallbackAsync_WhatCannotBe_SaysWhy()
    {
        var (engine, execution, id) = await StartEvictedAsync();

        var large = () => engine.SucceedCallbackWithPayloadAsync(id, new string('x', (6 * 1024 * 1024) + 1));
        var none = () => engine.SucceedCallbackAsync(null!, 1);
        var malformed = () => engine.SucceedCallbackAsync("no id", 1);
        var halfAnError = () => engine.FailCallbackAsync(id, new DurableError(null!, "message"));
        var again = () => engine.FailCallbackAsync(id, new DurableError("Late", "late"));

        await large.Should().ThrowAsync<ArgumentException>();
        await none.Should().ThrowAsync<ArgumentNullException>();
        await halfAnError.Should().ThrowAsync<ArgumentException>();
        (await malformed.Should().ThrowAsync<CallbackNotFoundException>()).Which.Code.Should().Be("DP4011");
        await engine.SucceedCallbackAsync(id, "first");
        var closed = (await again.Should().ThrowAsync<CallbackClosedException>()).Which;
        closed.Should().BeEquivalentTo(new { Code = "DP4010", CallbackId = id, ExecutionName = "a" });
        closed.Message.Should().Contain("'ask'").And.Contain("was completed with a value").And.EndWith("[DP4010] docs/errors/DP4010.md");
        (await execution.GetResultAsync<string>()).Should().Be("first");
    }

    [Test]
    public async Task SucceedCallbackAsync_OfAnEngineThatWasStopped_IsRefused()
    {
        var (engine, _, id) = await StartEvictedAsync();
        await engine.StopAsync();

        var late = () => engine.SucceedCallbackAsync(id, "late");

        await late.Should().ThrowAsync<EngineStoppedException>();
    }

    [Test]
    public async Task SucceedCallbackAsync_WhenTheJournalFails_IsNotAcknowledged([Values] bool evicts)
    {
        var faults = new FailOnDemand();
        var engine = await OpenAsync((evicts ? EvictingOptions : Options) with { JournalFaults = faults });
        Register(engine);
        await engine.StartAsync("ask", "a", 1);
        var id = await _id.Task;
        while (!engine.IsQuiet)
        {
            await Task.Yield();
        }

        faults.IsFailing = true;
        var failed = () => engine.SucceedCallbackAsync(id, "lost");
        await failed.Should().ThrowAsync<EngineFaultedException>();
        await engine.DisposeAsync();
        var reopened = await OpenAsync();
        Register(reopened);
        await reopened.SucceedCallbackAsync(id, "kept");

        (await (await reopened.FindAsync("a"))!.GetResultAsync<string>()).Should().Be("kept");
    }

    [Test]
    public async Task HeartbeatCallbackAsync_VeryOften_LeavesNothingBehindInMemory()
    {
        var engine = await OpenAsync();
        Register(engine);
        var execution = await engine.StartAsync("ask", "a", 1);
        var id = await _id.Task;

        for (var i = 0; i < 500; i++)
        {
            Clock.Advance(TimeSpan.FromSeconds(5));
            await engine.HeartbeatCallbackAsync(id);
        }

        await engine.SucceedCallbackAsync(id, "done");
        (await execution.GetResultAsync<string>()).Should().Be("done");
    }

    private void Register(DurableEngine engine) => engine.Register<int, string>("ask", async (context, _) =>
    {
        var callback = await context.CreateCallbackAsync<string>("ask", Limits);
        _id.TrySetResult(callback.CallbackId);
        try
        {
            return await callback.GetResultAsync();
        }
        catch (CallbackFailedException failed)
        {
            return failed.Error.ErrorType;
        }
    });

    private async Task<(DurableEngine Engine, ExecutionHandle Execution, string Id)> StartEvictedAsync()
    {
        var engine = await OpenAsync(EvictingOptions);
        Register(engine);
        var execution = await engine.StartAsync("ask", "a", 1);
        var id = await _id.Task;
        while (execution.IsResident)
        {
            await Task.Yield();
        }

        return (engine, execution, id);
    }

    private sealed class FailOnDemand : Engine.Journal.IJournalFaults
    {
        public bool IsFailing { get; set; }

        public void BeforeCommit(long commit, int operations)
        {
            if (IsFailing)
            {
                throw new IOException("no space left (injected)");
            }
        }

        public void AfterCommit(long commit)
        {
        }
    }
}
