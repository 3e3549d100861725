using DurableParallel.Engine.Journal;

namespace DurableParallel.Engine.Tests;

/// <summary>What happens while more is to be recorded than the disk takes.</summary>
[TestFixture]
[CancelAfter(60_000)]
internal sealed class BackPressureTests : EngineFixture
{
    private const int Limit = 20_000;
    private static readonly string Kilobyte = new('x', 1000);

    private HoldCommits _disk = null!;

    [SetUp]
    public void SetUpDisk() => _disk = new HoldCommits();

    [Test]
    public async Task StartAsync_WhileTheDiskStalls_WaitsForRoomAndIsNotLost()
    {
        var engine = await OpenSlowAsync();
        _disk.Close();

        var starts = Enumerable.Range(0, 200).Select(i => engine.StartAsync("echo", $"e-{i}", Kilobyte)).ToList();

        engine.Waiting.Bytes.Should().BeLessThanOrEqualTo(Limit);
        engine.Waiting.Callers.Should().BeGreaterThan(150);
        starts.Should().NotContain(start => start.IsCompleted);
        _disk.Open();
        foreach (var handle in await Task.WhenAll(starts))
        {
            (await handle.GetResultAsync<string>()).Should().Be(Kilobyte);
        }

        await engine.DisposeAsync();
        var reopened = await OpenAsync();
        reopened.ListExecutionNames().Should().HaveCount(200);
        reopened.Recovery.ExecutionsResumed.Should().Be(0);
    }

    [Test]
    public async Task StartAsync_CanceledWhileItWaitsForRoom_LeavesItsNameFree()
    {
        var engine = await OpenSlowAsync();
        using var source = new CancellationTokenSource();
        _disk.Close();
        var taken = Enumerable.Range(0, 30).Select(i => engine.StartAsync("echo", $"e-{i}", Kilobyte)).ToList();
        var waiting = engine.StartAsync("echo", "waiting", Kilobyte, source.Token);

        await source.CancelAsync();

        await waiting.Awaiting(task => task).Should().ThrowAsync<OperationCanceledException>();
        (await engine.FindAsync("waiting")).Should().BeNull();
        _disk.Open();
        await Task.WhenAll(taken);
    }

    [Test]
    public async Task StartManyAsync_WhileTheDiskStalls_ReadsNoFurtherThanThereIsRoom()
    {
        var engine = await OpenSlowAsync();
        var read = 0;
        _disk.Close();

        var many = engine.StartManyAsync(Enumerable.Range(0, 500).Select(i =>
        {
            Interlocked.Increment(ref read);
            return StartRequest.For("echo", $"e-{i}", Kilobyte);
        }));
        await UntilAsync(() => engine.Waiting.Callers == 1);

        Volatile.Read(ref read).Should().BeLessThan(30);
        engine.Waiting.Bytes.Should().BeLessThanOrEqualTo(Limit);
        _disk.Open();
        (await many).Started.Should().Be(500);
    }

    [Test]
    public async Task StartManyAsync_CanceledWhileItWaitsForRoom_SaysWhatWasStarted()
    {
        var engine = await OpenSlowAsync();
        using var source = new CancellationTokenSource();
        _disk.Close();
        var many = engine.StartManyAsync(
            Enumerable.Range(0, 500).Select(i => StartRequest.For("echo", $"e-{i}", Kilobyte)), new StartManyOptions(), source.Token);
        await UntilAsync(() => engine.Waiting.Callers == 1);

        await source.CancelAsync();
        _disk.Open();

        var result = (await many.Awaiting(task => task).Should().ThrowAsync<StartManyCanceledException>()).Which.Result;
        result.Started.Should().BeInRange(1, 30);
        engine.ListExecutionNames().Count.Should().Be((int)result.Started);
    }

    [Test]
    public async Task Branches_WhileTheDiskStalls_RunNoFurtherThanThereIsRoom([Values] bool isAsync)
    {
        const int Branches = 2000;
        var engine = await OpenSlowAsync();
        var (entered, gate) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource());
        var (begun, ran) = (0, 0);
        engine.Register<int, int>("wide", async (context, count) =>
        {
            var map = await context.MapAsync("wide", Enumerable.Range(0, count), (branch, _, _) => branch.StepAsync("large", async () =>
            {
                if (Interlocked.Increment(ref begun) == (isAsync ? Branches : 1))
                {
                    _disk.Close();
                    entered.SetResult();
                }

                if (isAsync)
                {
                    await gate.Task;
                }

                Interlocked.Increment(ref ran);
                return Kilobyte;
            }));
            return map.GetResults().Count;
        });
        var execution = await engine.StartAsync("wide", "wide", Branches);

        await entered.Task;
        gate.SetResult();
        await UntilAsync(() => engine.Waiting.Held > 0);

        engine.Waiting.Bytes.Should().BeLessThan(Limit + 400_000, "what ran at that moment is recorded still, of the two megabytes");
        _disk.Open();
        (await execution.GetResultAsync<int>()).Should().Be(Branches);
        ran.Should().Be(Branches);
        engine.Waiting.Should().Be((0L, 0, 0));
    }

    [Test]
    public async Task SucceedCallbackAsync_WhileTheDiskStalls_WaitsAndCanBeCanceled()
    {
        var engine = await OpenSlowAsync();
        using var source = new CancellationTokenSource();
        var callbackId = new TaskCompletionSource<string>();
        engine.Register<string>("asks", async context =>
        {
            var callback = await context.CreateCallbackAsync<string>("answer");
            callbackId.SetResult(callback.CallbackId);
            return await callback.GetResultAsync();
        });
        var asking = await engine.StartWithPayloadAsync("asks", "asks", null);
        var id = await callbackId.Task;
        _disk.Close();
        var starts = Enumerable.Range(0, 40).Select(i => engine.StartAsync("echo", $"e-{i}", Kilobyte)).ToList();
        var first = engine.SucceedCallbackAsync(id, "first", source.Token);
        var second = engine.SucceedCallbackAsync(id, "second");

        await source.CancelAsync();
        _disk.Open();

        await first.Awaiting(task => task).Should().ThrowAsync<OperationCanceledException>();
        await second;
        (await asking.GetResultAsync<string>()).Should().Be("second");
        await Task.WhenAll(starts);
    }

    [Test]
    public async Task StopAsync_WhileCallersWaitForRoom_TellsThemAndKeepsWhatWasTaken()
    {
        var engine = await OpenSlowAsync();
        _disk.Close();
        var starts = Enumerable.Range(0, 100).Select(i => engine.StartAsync("echo", $"e-{i}", Kilobyte)).ToList();
        var last = starts[^1];

        var stop = engine.StopAsync();
        await last.Awaiting(task => task).Should().ThrowAsync<EngineStoppedException>();
        _disk.Open();
        await stop;

        var reopened = await OpenAsync();
        reopened.ListExecutionNames().Count.Should().BeInRange(1, 30);
    }

    [Test]
    public async Task Fault_WhileCallersWaitForRoom_TellsThem()
    {
        var engine = await OpenSlowAsync();
        _disk.Close();
        var starts = Enumerable.Range(0, 100).Select(i => engine.StartAsync("echo", $"e-{i}", Kilobyte)).ToList();

        _disk.Fail();

        foreach (var start in starts)
        {
            await start.Awaiting(task => task).Should().ThrowAsync<EngineFaultedException>();
        }
    }

    [Test]
    public async Task StartAsync_OfMoreThanTheLimit_IsTakenAlone()
    {
        var engine = await OpenSlowAsync();
        var input = new string('y', 10 * Limit);

        var executions = await Task.WhenAll(Enumerable.Range(0, 5).Select(i => engine.StartAsync("echo", $"e-{i}", input)));

        foreach (var execution in executions)
        {
            (await execution.GetResultAsync<string>()).Should().Be(input);
        }
    }

    [Test]
    public async Task StartAsync_ManyLargeInputsWhileTheDiskIsSlow_StayUnderTheLimitAndAllEnd()
    {
        const int Starts = 300;
        using var disk = new SlowCommits();
        var engine = await OpenAsync(Options with { JournalFaults = disk, UnwrittenBytes = Limit });
        engine.Register<string, int>("length", static (_, input) => Task.FromResult(input.Length));
        var input = new string('y', 6000);
        disk.BeSlow();

        var starts = Enumerable.Range(0, Starts).Select(i => engine.StartAsync("length", $"e-{i}", input)).ToList();
        var all = Task.WhenAll(starts.Select(async start => await (await start).GetResultAsync<int>()));
        var most = engine.Waiting.Bytes;
        while (!all.IsCompleted)
        {
            await disk.LetOneCommitAsync(until: all);
            most = Math.Max(most, engine.Waiting.Bytes);
        }

        // What a start has reserved and handed over counts twice for a moment.
        most.Should().BeInRange(Limit / 2, 2 * Limit, "callers wait for room before they are taken");
        (await all).Should().HaveCount(Starts).And.OnlyContain(length => length == input.Length);
        disk.Commits.Should().BeGreaterThan(Starts * input.Length / Limit, "no more is in one commit than waits for it");
        disk.Dispose();
        await engine.DisposeAsync();
        var reopened = await OpenAsync();
        reopened.Register<string, int>("length", static (_, input) => Task.FromResult(input.Length));
        reopened.ListExecutionNames().Should().HaveCount(Starts);
        (await reopened.ListBlockedAsync()).Should().BeEmpty();
        foreach (var i in Enumerable.Range(0, Starts))
        {
            (await (await reopened.FindAsync($"e-{i}"))!.GetResultAsync<int>()).Should().Be(input.Length);
        }
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await Task.Yield();
        }
    }

    private async Task<DurableEngine> OpenSlowAsync()
    {
        var engine = await OpenAsync(Options with { JournalFaults = _disk, UnwrittenBytes = Limit });
        engine.Register<string, string>("echo", static (context, input) => context.StepAsync("echo", () => input));
        return engine;
    }

    /// <summary>A disk whose every commit takes until it is let go on; when this is disposed, none waits any more.</summary>
    private sealed class SlowCommits : IJournalFaults, IDisposable
    {
        private readonly SemaphoreSlim _begun = new(0);
        private readonly SemaphoreSlim _goOn = new(0);
        private volatile bool _isFast = true;
        private long _commits;

        public long Commits => Volatile.Read(ref _commits);

        public void BeforeCommit(long commit, int operations)
        {
            if (_isFast)
            {
                return;
            }

            Interlocked.Increment(ref _commits);
            _begun.Release();
            _goOn.Wait();
        }

        public void AfterCommit(long commit)
        {
        }

        public void BeSlow() => _isFast = false;

        /// <summary>Waits until a commit is at the disk, and lets it go on.</summary>
        public async Task LetOneCommitAsync(Task until)
        {
            using var none = new CancellationTokenSource();
            var begun = _begun.WaitAsync(none.Token);
            if (await Task.WhenAny(begun, until) == begun)
            {
                _goOn.Release();
            }
            else
            {
                await none.CancelAsync();
                await begun.ContinueWith(static _ => { }, TaskScheduler.Default);
            }
        }

        public void Dispose()
        {
            _isFast = true;
            _goOn.Release(int.MaxValue / 2);
        }
    }
}
