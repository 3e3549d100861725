namespace DurableParallel.Engine.Tests.Executions;

/// <summary>Raising events in executions in whatever state they are.</summary>
[TestFixture]
[CancelAfter(60_000)]
internal sealed class EventTests : EngineFixture
{
    private DurableEngineOptions EvictingOptions => Options with { ResidentBytes = 0 };

    [Test]
    public async Task Raise_InAnEvictedExecution_WakesItOnlyForWhatItWaitsFor()
    {
        var (engine, execution) = await StartParkedAsync(EvictingOptions);

        await engine.RaiseEventAsync("a", "other", 1);
        await QuietAsync(engine);
        var isResident = execution.IsResident;
        await engine.RaiseEventAsync("a", "n", 7);

        (await execution.GetResultAsync<string>()).Should().Be("7");
        isResident.Should().BeFalse();
    }

    [Test]
    public async Task Raise_BeforeACrash_IsThereAfterIt([Values] bool evicts)
    {
        var (engine, _) = await StartParkedAsync(evicts ? EvictingOptions : Options);
        await engine.RaiseEventAsync("a", "kept", 1, "id");
        engine.Kill();

        var reopened = await OpenAsync(evicts ? EvictingOptions : Options);
        var execution = (await reopened.FindAsync("a"))!;

        (await execution.GetUnreadEventsAsync()).Should().Equal(new UnreadEvent("kept", "id", Clock.GetUtcNow(), "1"));
        (await execution.GetOpenEventWaitsAsync()).Should().Equal(new OpenEventWait("n", Clock.GetUtcNow(), Clock.GetUtcNow().AddHours(1)));
    }

    [Test]
    public async Task Raise_WhileTheFunctionIsMissing_IsKeptForIt([Values] bool evicts)
    {
        var options = evicts ? EvictingOptions : Options;
        var (engine, _) = await StartParkedAsync(options);
        await engine.StopAsync();

        var reopened = await OpenAsync(options);
        await reopened.RaiseEventAsync("a", "n", 5);
        await reopened.StopAsync();
        Clock.Advance(TimeSpan.FromHours(2));
        var last = await OpenAsync(options);
        Register(last);

        (await (await last.FindAsync("a"))!.GetResultAsync<string>()).Should().Be("5", "it came before the time was up");
    }

    [Test]
    public async Task Raise_WhatTheMissingFunctionCannotRead_IsSetAsideAndTheTimeIsUp([Values] bool evicts)
    {
        var options = evicts ? EvictingOptions : Options;
        var (engine, _) = await StartParkedAsync(options);
        await engine.StopAsync();

        var reopened = await OpenAsync(options);
        await reopened.RaiseEventAsync("a", "n", "no number");
        await reopened.StopAsync();
        Clock.Advance(TimeSpan.FromHours(2));
        var last = await OpenAsync(options);
        Register(last);
        var execution = (await last.FindAsync("a"))!;

        (await execution.GetResultAsync<string>()).Should().Be("timed out");
        (await execution.GetHistoryAsync()).Select(static e => e.EventType).Should().Equal(
            HistoryEventType.ExecutionStarted,
            HistoryEventType.EventWaitStarted,
            HistoryEventType.EventReceived,
            HistoryEventType.EventSetAside,
            HistoryEventType.EventWaitTimedOut,
            HistoryEventType.ExecutionSucceeded);
    }

    [Test]
    public async Task Raise_BeforeTheExecutionBegins_IsTakenWhenItDoes()
    {
        var engine = await OpenAsync(Options with { MaxActive = 1 });
        var open = new TaskCompletionSource();
        engine.Register<int, int>("holds", async (ctx, _) => await ctx.StepAsync("hold", async () =>
        {
            await open.Task;
            return 0;
        }));
        Register(engine);
        await engine.StartAsync("holds", "first", 1);
        var execution = await engine.StartAsync("ask", "a", 1);

        await engine.RaiseEventAsync("a", "n", 3);
        open.SetResult();

        (await execution.GetResultAsync<string>()).Should().Be("3");
    }

    [Test]
    public async Task Raise_SeveralAtOnceWithOneId_AllReturnAndOneIsRaised([Values] bool evicts)
    {
        var (engine, execution) = await StartParkedAsync(evicts ? EvictingOptions : Options);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => engine.RaiseEventAsync("a", "other", i, "once"))));

        (await execution.GetUnreadEventsAsync()).Should().ContainSingle();
        await engine.RaiseEventAsync("a", "n", 1);
        (await execution.GetResultAsync<string>()).Should().Be("1");
    }

    [Test]
    public async Task Raise_WhatCannotBe_SaysWhy()
    {
        var (engine, execution) = await StartParkedAsync(EvictingOptions);

        var unknown = () => engine.RaiseEventAsync("nobody", "n", 1);
        var name = () => engine.RaiseEventAsync("a", "two\nlines", 1);
        var id = () => engine.RaiseEventAsync("a", "n", 1, "durable:1");
        var large = () => engine.RaiseEventWithPayloadAsync("a", "n", new string('x', (6 * 1024 * 1024) + 1));
        var type = () => engine.RaiseEventAsync("a", "n", "no number");
        var late = () => execution.RaiseEventAsync("n");

        (await unknown.Should().ThrowAsync<ExecutionNotFoundException>()).Which.ExecutionName.Should().Be("nobody");
        await name.Should().ThrowAsync<ArgumentException>();
        (await id.Should().ThrowAsync<ArgumentException>()).Which.Message.Should().Contain("'durable:'");
        await large.Should().ThrowAsync<ArgumentException>();
        (await type.Should().ThrowAsync<PayloadRefusedException>()).Which.Message.Should().Contain("event 'n'").And.Contain("Int32");
        (await execution.GetUnreadEventsAsync()).Should().BeEmpty();
        await engine.RaiseEventAsync("a", "n", 1);
        await execution.GetResultAsync<string>();
        (await late.Should().ThrowAsync<EventRefusedException>()).Which.Message.Should().Contain("has ended (Succeeded)").And.EndWith("[DP4031] docs/errors/DP4031.md");
    }

    [Test]
    public async Task Raise_MoreThanAThousandUnread_IsRefused()
    {
        var (engine, execution) = await StartParkedAsync(Options);
        await Task.WhenAll(Enumerable.Range(0, 1000).Select(i => engine.RaiseEventAsync("a", "other", i)));

        var raise = () => engine.RaiseEventAsync("a", "another", 1);

        (await raise.Should().ThrowAsync<EventRefusedException>()).Which.Should().Match<EventRefusedException>(static e => e.Code == "DP4032" && e.Reason == EventRefusal.MailboxFull);
        execution.Status.Should().Be(ExecutionStatus.Running);
    }

    [Test]
    public async Task Raise_InAnExecutionNearItsLargestSize_IsRefusedAndTheExecutionGoesOn([Values] bool evicts)
    {
        var (engine, execution) = await StartParkedAsync((evicts ? EvictingOptions : Options) with { MaxRecordedBytes = 8192 });

        for (var i = 0; i < 3; i++)
        {
            await engine.RaiseEventAsync("a", "other", new string('x', 600));
        }

        var large = () => engine.RaiseEventAsync("a", "other", new string('x', 6000));
        (await large.Should().ThrowAsync<EventRefusedException>()).Which.Code.Should().Be("DP4032");
        await engine.RaiseEventAsync("a", "n", 1);
        (await execution.GetResultAsync<string>()).Should().Be("1");
    }

    [Test]
    public async Task GetHistoryAsync_OfEvents_HasThemAndTheTreeToo([Values] bool reopens)
    {
        var engine = await OpenAsync();
        Register(engine);
        await engine.StartAsync("ask", "a", 1);
        await QuietAsync(engine);
        engine.Register<int, int>("tells", async (ctx, _) =>
        {
            await ctx.RaiseEventAsync("a", "n", 7);
            return await ctx.WaitForEventAsync<int>("unreadable");
        });
        var teller = await engine.StartAsync("tells", "t", 1);
        (await (await engine.FindAsync("a"))!.GetResultAsync<string>()).Should().Be("7");
        await QuietAsync(engine);
        if (reopens)
        {
            await engine.StopAsync();
            engine = await OpenAsync();
            teller = (await engine.FindAsync("t"))!;
        }

        var told = (await (await engine.FindAsync("a"))!.GetHistoryAsync()).ToList();
        told.Select(static e => (e.EventType, e.Name, e.Payload)).Should().Equal(
            (HistoryEventType.ExecutionStarted, null, "1"),
            (HistoryEventType.EventWaitStarted, "n", null),
            (HistoryEventType.EventReceived, "n", "7"),
            (HistoryEventType.EventWaitSucceeded, "n", "7"),
            (HistoryEventType.ExecutionSucceeded, null, "\"7\""));
        told[1].Timeout.Should().Be(TimeSpan.FromHours(1));
        told[2].RaisedEventId.Should().StartWith("durable:t/");
        (await teller.GetHistoryAsync()).Select(static e => (e.EventType, e.TargetExecutionName)).Should().Equal(
            (HistoryEventType.ExecutionStarted, null),
            (HistoryEventType.EventRaiseStarted, "a"),
            (HistoryEventType.EventRaiseSucceeded, null),
            (HistoryEventType.EventWaitStarted, null));
        (await teller.GetTreeAsync()).ToString().Should().Contain("unreadable");
    }

    [Test]
    public async Task Fork_OfAnExecutionWithEvents_HasThoseThatCameBefore()
    {
        var engine = await OpenAsync();
        engine.Register<int, string>("two", async (ctx, _) =>
        {
            await ctx.WaitAsync("first", TimeSpan.FromSeconds(1));
            await ctx.StepAsync("at", () => 1);
            await ctx.WaitAsync("second", TimeSpan.FromSeconds(1));
            return $"{await ctx.WaitForEventAsync<int>("n")} {await ctx.WaitForEventAsync<int>("n", TimeSpan.FromSeconds(1))}";
        });
        var source = await engine.StartAsync("two", "source", 1);
        await source.RaiseEventAsync("n", 1, "before");
        await QuietAsync(engine);
        Clock.Advance(TimeSpan.FromSeconds(1));
        await UntilAsync(source, HistoryEventType.StepSucceeded);
        await source.RaiseEventAsync("n", 2, "after");
        (await PassTimeUntilAsync(source.GetResultAsync<string>())).Should().Be("1 2");

        var fork = await engine.ForkAsync("source", "at", new ForkOptions { ExecutionName = "fork" });

        (await fork.GetUnreadEventsAsync()).Select(static unread => unread.EventId).Should().Equal("before");
        await fork.RaiseEventAsync("n", 0, "before");
        await fork.RaiseEventAsync("n", 3, "after");
        (await PassTimeUntilAsync(fork.GetResultAsync<string>())).Should().Be("1 3", "the fork knows the first one");
    }

    [Test]
    public async Task Retry_OfAWaitThatTimedOut_TakesWhatComesThen()
    {
        var (engine, execution) = await StartParkedAsync(Options, throws: true);
        Clock.Advance(TimeSpan.FromHours(1));
        var timedOut = () => execution.GetResultAsync<string>();
        await timedOut.Should().ThrowAsync<ExecutionFailedException>();

        await engine.RetryAsync("a");
        await engine.RaiseEventAsync("a", "n", 9);

        (await execution.GetResultAsync<string>()).Should().Be("9");
    }

    [Test]
    public async Task Raise_WhenTheJournalFails_IsNotAcknowledged()
    {
        var holds = new HoldCommits();
        var (engine, _) = await StartParkedAsync(Options with { JournalFaults = holds });
        holds.Close();

        var raise = engine.RaiseEventAsync("a", "n", 1);
        holds.Fail();

        var raised = () => raise;
        await raised.Should().ThrowAsync<EngineFaultedException>();
    }

    [Test]
    public async Task Raise_OfAnEngineThatWasStopped_IsRefused()
    {
        var (engine, _) = await StartParkedAsync(Options);
        await engine.StopAsync();

        var raise = () => engine.RaiseEventAsync("a", "n", 1);

        await raise.Should().ThrowAsync<EngineStoppedException>();
    }

    [Test]
    public async Task StopAsync_WhileManyAreRaisedByExecutions_LosesAndDoublesNone()
    {
        const int Count = 40;
        var engine = await OpenAsync();
        RegisterBoth(engine);
        await engine.StartAsync("collects", "collector", 1);
        for (var i = 0; i < Count; i++)
        {
            await engine.StartAsync("raises", $"raiser-{i}", i);
        }

        for (var life = 0; life < 3; life++)
        {
            await engine.StopAsync();
            engine = await OpenAsync();
            RegisterBoth(engine);
            await (await engine.FindAsync($"raiser-{life}"))!.GetResultAsync<int>();
        }

        (await (await engine.FindAsync("collector"))!.GetResultAsync<int>()).Should().Be(Count * (Count - 1) / 2);

        static void RegisterBoth(DurableEngine engine)
        {
            engine.Register<int, int>("raises", static async (ctx, i) =>
            {
                await ctx.RaiseEventAsync("collector", "n", i);
                return i;
            });
            engine.Register<int, int>("collects", static async (ctx, _) =>
            {
                var sum = 0;
                for (var i = 0; i < Count; i++)
                {
                    sum += await ctx.WaitForEventAsync<int>("n");
                }

                return sum;
            });
        }
    }

    private static async Task UntilAsync(ExecutionHandle execution, HistoryEventType type)
    {
        while (!(await execution.GetHistoryAsync()).Any(e => e.EventType == type))
        {
            await Task.Yield();
        }
    }

    private static async Task QuietAsync(DurableEngine engine)
    {
        while (!engine.IsQuiet)
        {
            await Task.Yield();
        }
    }

    private static void Register(DurableEngine engine, bool throws = false) => engine.Register<int, string>("ask", async (ctx, _) =>
    {
        try
        {
            return $"{await ctx.WaitForEventAsync<int>("n", TimeSpan.FromHours(1))}";
        }
        catch (EventTimedOutException) when (!throws)
        {
            return "timed out";
        }
    });

    private async Task<(DurableEngine Engine, ExecutionHandle Execution)> StartParkedAsync(DurableEngineOptions options, bool throws = false)
    {
        var engine = await OpenAsync(options);
        Register(engine, throws);
        var execution = await engine.StartAsync("ask", "a", 1);
        await QuietAsync(engine);
        return (engine, execution);
    }
}
