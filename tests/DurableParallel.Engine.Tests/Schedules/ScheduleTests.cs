using System.Collections.Concurrent;
using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Schedules;

namespace DurableParallel.Engine.Tests.Schedules;

[CancelAfter(120_000)]
internal sealed class ScheduleTests : EngineFixture
{
    private static readonly ScheduleSpec Hourly = ScheduleSpec.Every("job", TimeSpan.FromHours(1));
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(10);
    private readonly ConcurrentQueue<string> _ran = new();
    private FaultAt? _faults;

    [SetUp]
    public void SetUp()
    {
        _ran.Clear();
        _faults = null;
    }

    [Test]
    public async Task Create_AnInterval_StartsAnExecutionAtEachTime([Values] bool reopens)
    {
        var engine = await OpenWithAsync();
        await engine.Schedules.CreateAsync("s", Hourly, 7);
        engine = reopens ? await ReopenAsync(engine) : engine;

        await PassAsync(engine, TimeSpan.FromHours(3));

        _ran.Should().Equal("s-20300101T010000Z 7", "s-20300101T020000Z 7", "s-20300101T030000Z 7");
        (await engine.Schedules.FindAsync("s"))!.Should().BeEquivalentTo(new
        {
            Name = "s",
            Started = 3,
            Skipped = 0,
            LastExecutionName = "s-20300101T030000Z",
            IsPaused = false,
            NextTimestamp = Clock.GetUtcNow().AddHours(1),
        });
    }

    [Test]
    public async Task Create_Again_ChangesNothingAndRefusesAnotherSpec()
    {
        var engine = await OpenWithAsync();
        var first = await engine.Schedules.CreateAsync("s", Hourly);

        (await engine.Schedules.CreateAsync("s", Hourly with { Tags = new Dictionary<string, string>() })).Should().BeEquivalentTo(first);
        await engine.Awaiting(e => e.Schedules.CreateAsync("s", Hourly with { Jitter = TimeSpan.FromSeconds(1) })).Should().ThrowAsync<ScheduleNameTakenException>();
        await engine.Awaiting(e => e.Schedules.CreateAsync("no name", Hourly)).Should().ThrowAsync<ArgumentException>();
        await engine.Awaiting(e => e.Schedules.CreateAsync(new string('n', 41), Hourly)).Should().ThrowAsync<ArgumentException>();
        await engine.Awaiting(e => e.Schedules.PauseAsync("t")).Should().ThrowAsync<ScheduleNotFoundException>();
        (await engine.Schedules.ListAsync()).Should().ContainSingle();
    }

    [Test]
    public async Task KilledAtEveryCommit_StartsEachTimeOnceAndLosesNone([Values] bool isDurable)
    {
        for (var commit = 1; ; commit++)
        {
            SetUp();
            using var files = new TempJournal();
            var faults = new FaultAt(commit, isDurable);
            var options = Options with { JournalPath = files.Path, JournalFaults = faults };
            _faults = faults;
            var isDone = await TryRunAsync(options, faults);
            _faults = null;
            var engine = await OpenWithAsync(options with { JournalFaults = null });
            if (await engine.Schedules.FindAsync("s") is not null)
            {
                await PassAsync(engine, TimeSpan.FromHours(3));
                var expected = Enumerable.Range(0, 40).Select(i => ScheduleTimes.NameOf("s", new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero).AddHours(i)) + " 0");
                var all = expected.SkipWhile(name => name != _ran.Min()).TakeWhile(name => string.CompareOrdinal(name, _ran.Max()) <= 0);
                _ran.Distinct().Order(StringComparer.Ordinal).Should().Equal(all, $"after commit {commit} no time is lost");
            }

            engine.Kill();
            if (isDone)
            {
                commit.Should().BeGreaterThan(5);
                return;
            }
        }
    }

    [Test]
    public async Task TheProcessDown_ForSomeTimes_CatchesUpWithinTheWindow()
    {
        var engine = await OpenWithAsync();
        await engine.Schedules.CreateAsync("s", Hourly with { CatchUpWindow = TimeSpan.FromHours(2), Overlap = ScheduleOverlap.Allow });
        engine.Kill();
        Clock.Advance(TimeSpan.FromHours(10));

        engine = await OpenWithAsync();
        await SettleAsync(engine);

        _ran.Should().BeEquivalentTo("s-20300101T080000Z 0", "s-20300101T090000Z 0", "s-20300101T100000Z 0");
    }

    [Test]
    public async Task ClockSetBack_StartsNoTimeTwice()
    {
        var engine = await OpenWithAsync();
        await engine.Schedules.CreateAsync("s", Hourly);
        await PassAsync(engine, TimeSpan.FromHours(2));

        Clock.Step(TimeSpan.FromMinutes(-90));
        Clock.Advance(TimeSpan.FromMinutes(90));
        await SettleAsync(engine);
        _ran.Should().HaveCount(2, "these times are decided");
        await PassAsync(engine, TimeSpan.FromHours(1));

        _ran.Last().Should().Be("s-20300101T030000Z 0");
    }

    [TestCase(ScheduleOverlap.Skip, "a c", 1)]
    [TestCase(ScheduleOverlap.BufferOne, "a b c", 0)]
    [TestCase(ScheduleOverlap.Allow, "a b c", 0)]
    [TestCase(ScheduleOverlap.CancelRunning, "a b c", 0)]
    public async Task Overlap_WhileAnEarlierExecutionRuns_IsAsThePolicySays(ScheduleOverlap overlap, string started, int skipped)
    {
        var engine = await OpenAsync();
        engine.Register<int, int>("job", async (ctx, _) =>
        {
            _ran.Enqueue(ctx.ExecutionName);
            await ctx.WaitAsync("w", TimeSpan.FromMinutes(ctx.ExecutionName == "s-20300101T010000Z" ? 90 : 1));
            return 1;
        });
        await engine.Schedules.CreateAsync("s", Hourly with { Overlap = overlap });

        var expected = started.Split(' ').Select(letter => $"s-20300101T0{letter[0] - 'a' + 1}0000Z").ToList();
        await PassAsync(engine, TimeSpan.FromHours(3));

        _ran.Distinct().Should().Equal(expected);
        (await engine.Schedules.FindAsync("s"))!.Skipped.Should().Be(skipped);
        if (overlap == ScheduleOverlap.CancelRunning)
        {
            (await engine.FindAsync("s-20300101T010000Z"))!.Status.Should().Be(ExecutionStatus.Canceled);
        }
    }

    [Test]
    public async Task BufferOne_TheProcessDiesMeanwhile_BeginsWhenTheRunningOneHasEnded()
    {
        var engine = await OpenAsync();
        void Register() => engine.Register<int, int>("job", async (ctx, _) =>
        {
            _ran.Enqueue(ctx.ExecutionName);
            await ctx.WaitAsync("w", TimeSpan.FromMinutes(70));
            return 1;
        });
        Register();
        await engine.Schedules.CreateAsync("s", Hourly with { Overlap = ScheduleOverlap.BufferOne });
        await PassAsync(engine, TimeSpan.FromHours(2));

        engine.Kill();
        engine = await OpenAsync();
        Register();
        await PassAsync(engine, TimeSpan.FromMinutes(20));

        _ran.Distinct().Should().Equal("s-20300101T010000Z", "s-20300101T020000Z");
    }

    [Test]
    public async Task Pause_AndResume_LeaveOutWhatWasBetween([Values] bool reopens)
    {
        var engine = await OpenWithAsync();
        await engine.Schedules.CreateAsync("s", Hourly);
        await engine.Schedules.PauseAsync("s", "maintenance");
        engine = reopens ? await ReopenAsync(engine) : engine;
        (await engine.Schedules.FindAsync("s"))!.Should().BeEquivalentTo(new { IsPaused = true, Note = "maintenance", NextTimestamp = (DateTimeOffset?)null });

        Clock.Advance(TimeSpan.FromHours(5));
        await SettleAsync(engine);
        _ran.Should().BeEmpty();
        await engine.Schedules.ResumeAsync("s");
        await PassAsync(engine, TimeSpan.FromHours(1));

        _ran.Should().Equal("s-20300101T060000Z 0");
    }

    [Test]
    public async Task Trigger_OfAPausedSchedule_StartsOneNow()
    {
        var engine = await OpenWithAsync();
        await engine.Schedules.CreateAsync("s", Hourly with { Tags = new Dictionary<string, string> { ["by"] = "schedule" }, TenantId = "north", Priority = 3 });
        await engine.Schedules.PauseAsync("s");

        var handle = await engine.Schedules.TriggerAsync("s");

        (await handle.GetResultAsync<int>()).Should().Be(0);
        handle.Name.Should().Be("s-20300101T000000000Z");
        handle.Tags.Should().Contain("by", "schedule");
        handle.TenantId.Should().Be("north");
        (await engine.Schedules.FindAsync("s"))!.Spec.Should().BeEquivalentTo(new { TenantId = "north", Priority = 3 });
        (await engine.Schedules.FindAsync("s"))!.Started.Should().Be(1);
    }

    [Test]
    public async Task Change_TheSpec_CountsFromNow()
    {
        var engine = await OpenWithAsync();
        await engine.Schedules.CreateAsync("s", Hourly);
        await engine.Schedules.ChangeAsync("s", ScheduleSpec.OfCron("job", "45 * * * *"));

        await PassAsync(engine, TimeSpan.FromMinutes(45));

        _ran.Should().Equal("s-20300101T004500Z 0");
    }

    [Test]
    public async Task Delete_StartsNothingMore([Values] bool reopens)
    {
        var engine = await OpenWithAsync();
        await engine.Schedules.CreateAsync("s", Hourly);
        (await engine.Schedules.DeleteAsync("s")).Should().BeTrue();
        (await engine.Schedules.DeleteAsync("s")).Should().BeFalse();
        engine = reopens ? await ReopenAsync(engine) : engine;

        Clock.Advance(TimeSpan.FromHours(5));
        await SettleAsync(engine);

        _ran.Should().BeEmpty();
        (await engine.Schedules.ListAsync()).Should().BeEmpty();
    }

    [Test]
    public async Task Jitter_BeginsLaterByWhatFollowsFromTheTime()
    {
        var engine = await OpenWithAsync();
        var jitter = TimeSpan.FromMinutes(30);
        var info = await engine.Schedules.CreateAsync("s", Hourly with { Jitter = jitter });
        var first = new DateTimeOffset(2030, 1, 1, 1, 0, 0, TimeSpan.Zero);

        info.NextTimestamp.Should().Be(first + ScheduleTimes.DelayOf("s", first, jitter));
        Clock.Advance(info.NextTimestamp!.Value - Clock.GetUtcNow() - TimeSpan.FromMilliseconds(1));
        await SettleAsync(engine);
        _ran.Should().BeEmpty();
        await PassAsync(engine, TimeSpan.FromMilliseconds(1));

        _ran.Should().Equal("s-20300101T010000Z 0");
    }

    [Test]
    public async Task FunctionThatIsNotRegisteredYet_IsWaitedFor()
    {
        var engine = await OpenAsync();
        await engine.Schedules.CreateAsync("s", Hourly);
        Clock.Advance(TimeSpan.FromHours(1));
        await SettleAsync(engine);

        Register(engine);
        await PassAsync(engine, TimeSpan.FromSeconds(2));

        _ran.Should().Equal("s-20300101T010000Z 0");
    }

    [Test]
    public async Task Declare_TheSameAndOthers_MakesThemThoseOfTheApplication()
    {
        var engine = await OpenWithAsync();
        await engine.Schedules.CreateAsync("by-hand", Hourly);
        await engine.Schedules.DeclareAsync(new Dictionary<string, ScheduleSpec> { ["a"] = Hourly, ["b"] = Hourly }, CancellationToken.None);
        await engine.Schedules.PauseAsync("a");
        engine = await ReopenAsync(engine);

        await engine.Schedules.DeclareAsync(new Dictionary<string, ScheduleSpec> { ["a"] = Hourly, ["c"] = Hourly }, CancellationToken.None);

        (await engine.Schedules.ListAsync()).Select(s => $"{s.Name} {s.IsDeclared} {s.IsPaused}").Should().Equal("a True True", "by-hand False False", "c True False");
        await engine.Schedules.DeclareAsync(new Dictionary<string, ScheduleSpec> { ["a"] = Hourly with { Jitter = TimeSpan.FromSeconds(5) } }, CancellationToken.None);
        (await engine.Schedules.ListAsync()).Select(s => $"{s.Name} {s.Spec.Jitter.TotalSeconds}").Should().Equal("a 5", "by-hand 0");
    }

    [Test]
    public async Task Open_ADamagedSchedule_IsDamage()
    {
        FluentActions.Invoking(() => ScheduleState.FromBytes("{}"u8)).Should().Throw<JournalDamagedException>();
        FluentActions.Invoking(() => ScheduleState.FromBytes("null"u8)).Should().Throw<JournalDamagedException>();
        FluentActions.Invoking(() => ScheduleState.FromBytes("""{"Name":"a","Function":"f","Zone":"UTC","Cron":"nonsense"}"""u8)).Should().Throw<JournalDamagedException>();
        var spec = ScheduleSpec.OfCron("f", "0 9 * * *", "Europe/Berlin") with
        {
            InputPayload = "1",
            Overlap = ScheduleOverlap.Allow,
            CatchUpWindow = TimeSpan.FromHours(1),
            Jitter = TimeSpan.FromSeconds(3),
            Timeout = TimeSpan.FromMilliseconds(5),
            Tags = new Dictionary<string, string> { ["a"] = "b" },
        };
        var state = ScheduleState.Of("s", spec, 5, isDeclared: true);

        ScheduleState.FromBytes(state.ToBytes()).Should().BeEquivalentTo(state);
        state.ToSpec().Should().BeEquivalentTo(spec);
        state.Has(spec).Should().BeTrue();
        await Task.CompletedTask;
    }

    private async Task<bool> TryRunAsync(DurableEngineOptions options, FaultAt faults)
    {
        DurableEngine? engine = null;
        try
        {
            engine = await OpenWithAsync(options);
            await engine.Schedules.CreateAsync("s", Hourly with { Overlap = ScheduleOverlap.Allow });
            await PassAsync(engine, TimeSpan.FromHours(2));
            await SettleAsync(engine);
            return !faults.HasFired;
        }
        catch (DurableException)
        {
            return false;
        }
        finally
        {
            engine?.Kill();
        }
    }

    private async Task<DurableEngine> OpenWithAsync(DurableEngineOptions? options = null)
    {
        var engine = await OpenAsync(options);
        Register(engine);
        return engine;
    }

    private void Register(DurableEngine engine) => engine.Register<int, int>("job", (ctx, input) =>
    {
        _ran.Enqueue($"{ctx.ExecutionName} {input}");
        return Task.FromResult(input);
    });

    private async Task<DurableEngine> ReopenAsync(DurableEngine engine)
    {
        engine.Kill();
        return await OpenWithAsync();
    }

    // In small steps, each once nothing is going on any more.
    private async Task PassAsync(DurableEngine engine, TimeSpan time)
    {
        await SettleAsync(engine);
        for (var left = time; left > TimeSpan.Zero; left -= Step)
        {
            Clock.Advance(left < Step ? left : Step);
            await SettleAsync(engine);
        }
    }

    private Task SettleAsync(DurableEngine engine)
    {
        var quiet = 0;
        return UntilAsync(() => (quiet = engine.IsQuiet && ThreadPool.PendingWorkItemCount == 0 ? quiet + 1 : 0) > 20 || _faults is { HasFired: true });
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var guard = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!condition())
        {
            guard.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private sealed class FaultAt(long commit, bool isDurable) : IJournalFaults
    {
        public bool HasFired { get; private set; }

        public void BeforeCommit(long number, int operations) => ThrowIf(!isDurable && number >= commit);

        public void AfterCommit(long number) => ThrowIf(isDurable && number >= commit);

        private void ThrowIf(bool condition)
        {
            HasFired |= condition;
            if (condition)
            {
                throw new IOException("no space left (injected)");
            }
        }
    }
}
