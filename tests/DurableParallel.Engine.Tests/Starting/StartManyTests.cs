using System.Runtime.CompilerServices;

namespace DurableParallel.Engine.Tests.Starting;

[TestFixture]
[CancelAfter(60_000)]
internal sealed class StartManyTests : EngineFixture
{
    [Test]
    public async Task StartManyAsync_Requests_AreAllDurableWhenItReturns()
    {
        var engine = await OpenEchoAsync();

        var result = await engine.StartManyAsync(Requests(2500), new StartManyOptions { MaxInFlight = 100 });

        result.Started.Should().Be(2500);
        result.IsSuccess.Should().BeTrue();
        result.EndedByStatus.Should().BeEmpty();
        using var crashed = Files.CopyCrashed();
        await using var reopened = await DurableEngine.OpenAsync(Options with { JournalPath = crashed.Path });
        (await reopened.FindAsync("e-2499")).Should().NotBeNull();
    }

    [Test]
    public async Task StartManyAsync_Requests_ShareCommits()
    {
        var commits = new CountCommits();
        var engine = await OpenAsync(Options with { JournalFaults = commits });
        engine.Register<int, int>("park", ParkAsync);
        var before = commits.Count;
        commits.Hold();

        await engine.StartManyAsync(Enumerable.Range(0, 1000).Select(i =>
        {
            if (i == 999)
            {
                commits.LetGo();
            }

            return StartRequest.For("park", $"e-{i}", i);
        }));

        (commits.Count - before).Should().BeLessThan(500, "the first commit was held until nearly all were handed over");
    }

    [Test]
    public async Task StartManyAsync_TheSameAgain_FindsWhatIsThere()
    {
        var engine = await OpenEchoAsync();
        await engine.StartManyAsync(Requests(50));

        var again = await engine.StartManyAsync(Requests(60));

        (again.Started, again.AlreadyThere, again.ProblemCount).Should().Be((10, 50, 0));
    }

    [Test]
    public async Task StartManyAsync_BadRequests_AreToldAndStopNothing()
    {
        var engine = await OpenEchoAsync();
        var outcomes = new List<StartOutcome>();
        StartRequest[] requests =
        [
            StartRequest.For("echo", "good", 1),
            StartRequest.For("echo", "bad\nname", 1),
            StartRequest.For("nobody", "other", 1),
            StartRequest.For("echo", "good", 2),
            StartRequest.WithPayload("echo", "good", "1"),
            StartRequest.WithPayload("echo", "large", new string('x', 7 << 20)),
            null!,
            StartRequest.WithPayload("echo", "last", "3"),
        ];

        var result = await engine.StartManyAsync(requests, new StartManyOptions { OnOutcome = outcomes.Add });

        outcomes.Select(outcome => outcome.Kind).Should().Equal(
            StartOutcomeKind.Started,
            StartOutcomeKind.Invalid,
            StartOutcomeKind.UnknownFunction,
            StartOutcomeKind.NameInUse,
            StartOutcomeKind.AlreadyThere,
            StartOutcomeKind.Invalid,
            StartOutcomeKind.Invalid,
            StartOutcomeKind.Started);
        outcomes.Select(outcome => outcome.Index).Should().Equal(0, 1, 2, 3, 4, 5, 6, 7);
        (await outcomes[^1].Execution!.GetResultAsync<int>()).Should().Be(3);
        result.ProblemCount.Should().Be(5);
        result.Problems.Should().Equal(outcomes.Where(outcome => !outcome.IsSuccess));
        result.Invoking(r => r.ThrowIfProblems()).Should().Throw<InvalidOperationException>().WithMessage("5 of 8*name' at 1: *");
    }

    [Test]
    public async Task StartManyAsync_MoreProblemsThanAreKept_CountsThemAll()
    {
        var engine = await OpenEchoAsync();

        var result = await engine.StartManyAsync(Enumerable.Range(0, 1500).Select(i => StartRequest.For("nobody", $"e-{i}", i)));

        result.ProblemCount.Should().Be(1500);
        result.Problems.Should().HaveCount(StartManyResult.MostProblems);
    }

    [Test]
    public async Task StartManyAsync_UntilEnded_ReturnsWhenAllHaveEnded()
    {
        var engine = await OpenEchoAsync();
        engine.Register<int, int>("fail", static (_, _) => throw new InvalidOperationException("no luck"));
        var requests = Requests(300).Concat(Enumerable.Range(0, 20).Select(i => StartRequest.For("fail", $"f-{i}", i)));

        var result = await engine.StartManyAsync(requests, new StartManyOptions { MaxInFlight = 7, Until = StartManyUntil.Ended });

        result.EndedByStatus.Should().BeEquivalentTo(new Dictionary<ExecutionStatus, long>
        {
            [ExecutionStatus.Succeeded] = 300,
            [ExecutionStatus.Failed] = 20,
        });
    }

    [Test]
    public async Task StartManyAsync_UntilEnded_StartsNoMoreThanMayBeInFlight()
    {
        var engine = await OpenAsync();
        var running = 0;
        var most = 0;
        engine.Register<int, int>("count", async (ctx, input) =>
        {
            await ctx.StepAsync("count", async () =>
            {
                most = Math.Max(most, Interlocked.Increment(ref running));
                await Task.Yield();
                Interlocked.Decrement(ref running);
            });
            return input;
        });

        await engine.StartManyAsync(
            Enumerable.Range(0, 200).Select(i => StartRequest.For("count", $"e-{i}", i)),
            new StartManyOptions { MaxInFlight = 3, Until = StartManyUntil.Ended });

        most.Should().BeInRange(1, 3);
    }

    [Test]
    public async Task StartManyAsync_UntilEnded_ReadsOnAsExecutionsEnd()
    {
        var engine = await OpenAsync();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        engine.Register<int, int>("gate", async (ctx, input) => await ctx.StepAsync("gate", async () =>
        {
            await gate.Task;
            return input;
        }));
        var read = 0;
        var accepted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var options = new StartManyOptions { MaxInFlight = 5, Until = StartManyUntil.Ended, OnOutcome = outcome => Complete(accepted, outcome.Index == 4) };

        var starting = engine.StartManyAsync(Counted(20, () => read++, "gate"), options);
        await accepted.Task;
        var readBefore = read;
        gate.SetResult();
        await starting;

        readBefore.Should().Be(5);
        read.Should().Be(20);
    }

    [Test]
    public async Task StartManyAsync_Source_IsNotReadAheadOfThePlaces()
    {
        var hold = new HoldCommits();
        var engine = await OpenAsync(Options with { JournalFaults = hold });
        engine.Register<int, int>("park", ParkAsync);
        hold.Close();
        var read = 0;
        var tenth = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var starting = engine.StartManyAsync(Counted(40, () => Complete(tenth, ++read == 10), "park"), new StartManyOptions { MaxInFlight = 10 });
        await tenth.Task;
        var isDone = starting.IsCompleted;
        var readWhileHeld = read;
        hold.Open();
        await starting;

        isDone.Should().BeFalse();
        readWhileHeld.Should().Be(10);
        read.Should().Be(40);
    }

    [Test]
    public async Task StartManyAsync_Canceled_SaysExactlyWhatIsDurable()
    {
        var engine = await OpenEchoAsync();
        using var cancel = new CancellationTokenSource();
        var outcomes = new List<StartOutcome>();

        var canceled = await engine
            .Awaiting(e => e.StartManyAsync(
                Counted(int.MaxValue, () => { }, "echo"),
                new StartManyOptions { MaxInFlight = 16, OnOutcome = outcome => CancelAt(outcome, outcomes, cancel) },
                cancel.Token))
            .Should().ThrowAsync<StartManyCanceledException>();

        var result = canceled.Which.Result;
        canceled.Which.CancellationToken.Should().Be(cancel.Token);
        outcomes.Should().HaveCountGreaterThan(100).And.OnlyContain(outcome => outcome.Kind == StartOutcomeKind.Started);
        result.Started.Should().Be(outcomes.Count);
        (await engine.FindAsync($"e-{result.Decided - 1}")).Should().NotBeNull();
        (await engine.FindAsync($"e-{result.Decided}")).Should().BeNull();
    }

    [Test]
    public async Task StartManyAsync_JournalFails_SaysWhatIsDurableAndWhatIsNotConfirmed()
    {
        var engine = await OpenAsync(Options with { JournalFaults = new FailCommit(5, isBefore: false) });
        var never = new TaskCompletionSource<int>();
        engine.Register<int, int>("hang", (_, _) => never.Task);     // writes nothing, so that the commits are of starts
        var outcomes = new List<StartOutcome>();

        var interrupted = await engine
            .Awaiting(e => e.StartManyAsync(Counted(int.MaxValue, () => { }, "hang"), new StartManyOptions { MaxInFlight = 8, OnOutcome = outcomes.Add }))
            .Should().ThrowAsync<StartManyInterruptedException>();

        interrupted.Which.InnerException.Should().BeOfType<EngineFaultedException>();
        interrupted.Which.Code.Should().Be("DP4016");
        interrupted.Which.Result.Decided.Should().Be(outcomes.Count);
        outcomes.Select(outcome => outcome.Kind).Distinct().Should().BeSubsetOf([StartOutcomeKind.Started, StartOutcomeKind.Unconfirmed]);
        outcomes.Select(outcome => outcome.Kind).Should().EndWith(StartOutcomeKind.Unconfirmed);
        await engine.DisposeAsync();
        var reopened = await OpenAsync();
        foreach (var outcome in outcomes.Where(outcome => outcome.IsSuccess))
        {
            (await reopened.FindAsync(outcome.ExecutionName)).Should().NotBeNull();
        }
    }

    [Test]
    public async Task StartManyAsync_EngineStops_Interrupts()
    {
        var engine = await OpenEchoAsync();
        var some = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var starting = engine.StartManyAsync(
            Counted(int.MaxValue, () => { }, "echo"),
            new StartManyOptions { OnOutcome = outcome => Complete(some, outcome.Index == 100) });
        await some.Task;
        await engine.StopAsync();

        var interrupted = await starting.Awaiting(task => task).Should().ThrowAsync<StartManyInterruptedException>();
        interrupted.Which.InnerException.Should().BeOfType<EngineStoppedException>();
        interrupted.Which.Result.Started.Should().BeGreaterThan(100);
    }

    [Test]
    public async Task StartManyAsync_SourceThrows_SaysWhatWasStarted()
    {
        var engine = await OpenEchoAsync();

        var interrupted = await engine.Awaiting(e => e.StartManyAsync(Broken())).Should().ThrowAsync<StartManyInterruptedException>();

        interrupted.Which.Result.Started.Should().Be(3);
        interrupted.Which.InnerException.Should().BeOfType<FormatException>();
    }

    [Test]
    public async Task StartManyAsync_SlowSource_HearsOfWhatItGaveMeanwhile()
    {
        var engine = await OpenEchoAsync();
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        var result = await engine.StartManyAsync(
            GivesSecondAfter(heard.Task),
            new StartManyOptions { OnOutcome = _ => heard.TrySetResult() });

        result.Started.Should().Be(2);
    }

    [Test]
    public async Task StartManyAsync_Progress_GrowsToTheEnd()
    {
        var engine = await OpenEchoAsync();
        var reports = new List<StartProgress>();

        await engine.StartManyAsync(
            Requests(500),
            new StartManyOptions { MaxInFlight = 40, Until = StartManyUntil.Ended, Progress = new Listener<StartProgress>(reports.Add) });

        reports.Should().HaveCountGreaterThan(10);
        reports.Select(report => report.Decided).Should().BeInAscendingOrder();
        reports.Select(report => report.Ended).Should().BeInAscendingOrder();
        reports[^1].Should().Be(new StartProgress(500, 0, 0, 500));
    }

    [Test]
    public async Task StartManyAsync_ProgressThatThrows_StartsAllTheSame([Values] StartManyUntil until)
    {
        var engine = await OpenEchoAsync();
        var reports = 0;

        var result = await engine.StartManyAsync(
            Requests(500),
            new StartManyOptions
            {
                MaxInFlight = 40,
                Until = until,
                Progress = new Listener<StartProgress>(_ => throw new InvalidDataException($"report {Interlocked.Increment(ref reports)}")),
            });

        result.Started.Should().Be(500);
        reports.Should().BeGreaterThan(10);
    }

    [Test]
    public async Task StartManyAsync_NoRequests_Returns()
    {
        var engine = await OpenEchoAsync();

        var result = await engine.StartManyAsync(Array.Empty<StartRequest>(), new StartManyOptions { Until = StartManyUntil.Ended });

        result.Decided.Should().Be(0);
    }

    [Test]
    public void MaxInFlight_BelowOne_IsRefused() =>
        FluentActions.Invoking(() => new StartManyOptions { MaxInFlight = 0 }).Should().Throw<ArgumentOutOfRangeException>();

    private async Task<DurableEngine> OpenEchoAsync()
    {
        var engine = await OpenAsync();
        engine.Register<int, int>("echo", static (_, input) => Task.FromResult(input));
        return engine;
    }

    private static async Task<int> ParkAsync(DurableContext ctx, int input)
    {
        await ctx.WaitAsync(TimeSpan.FromDays(1));
        return input;
    }

    private static IEnumerable<StartRequest> Requests(int count) =>
        Enumerable.Range(0, count).Select(i => StartRequest.For("echo", $"e-{i}", i));

    private static IEnumerable<StartRequest> Broken()
    {
        foreach (var request in Requests(3))
        {
            yield return request;
        }

        throw new FormatException("no more");
    }

    private static async IAsyncEnumerable<StartRequest> Counted(
        int count,
        Action onRead,
        string function,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        for (var i = 0; i < count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            onRead();
            yield return StartRequest.For(function, $"e-{i}", i);
        }
    }

    private static async IAsyncEnumerable<StartRequest> GivesSecondAfter(Task gate)
    {
        yield return StartRequest.For("echo", "first", 1);
        await gate;
        yield return StartRequest.For("echo", "second", 2);
    }

    private static void CancelAt(StartOutcome outcome, List<StartOutcome> outcomes, CancellationTokenSource cancel)
    {
        outcomes.Add(outcome);
        if (outcome.Index == 100)
        {
            cancel.Cancel();
        }
    }

    private static void Complete(TaskCompletionSource source, bool condition)
    {
        if (condition)
        {
            source.TrySetResult();
        }
    }

    private sealed class Listener<T>(Action<T> onReport) : IProgress<T>
    {
        public void Report(T value) => onReport(value);
    }

    private sealed class CountCommits : Engine.Journal.IJournalFaults
    {
        private TaskCompletionSource? _held;
        private long _count;

        public long Count => Volatile.Read(ref _count);

        public void Hold() => Volatile.Write(ref _held, new TaskCompletionSource());

        public void LetGo() => _held!.SetResult();

        public void BeforeCommit(long commit, int operations) => Volatile.Read(ref _held)?.Task.Wait();

        public void AfterCommit(long commit) => Volatile.Write(ref _count, commit);
    }
}
