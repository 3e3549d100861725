using System.Globalization;
using DurableParallel.Contract.Hosts;
using DurableParallel.Records;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Scopes;

[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class ArrayTests(ContractHostKind kind) : ContractFixture(kind)
{
    [Test]
    public async Task Array_ValuesThatEndInAnyOrder_ComeInTheOrderOfTheList()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var batch = await ctx.ParallelAsync("array", [.. Enumerable.Range(0, 5).Select(i => Later(i, 5 - i))]);
            return $"{string.Join(',', batch.GetResults())} {batch.CompletionReason} {batch.TotalCount} {batch.HasFailure} {batch.MinimumMet}";
        });

        live.Should().Be("0,1,2,3,4 AllCompleted 5 False True");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Array_PlainLambdas_NeedNoTypes()
    {
        var values = await ValueAsync(async ctx =>
        {
            var batch = await ctx.ParallelAsync("array", [async b => await b.StepAsync("s", () => 1), b => b.StepAsync("s", () => 2), _ => Task.FromResult(3)]);
            return batch.GetResults();
        });

        values.Should().Equal(1, 2, 3);
    }

    [Test]
    public async Task Array_NamedBranches_AreOnRecordAsBranchesOfAParallel()
    {
        var run = await RunAsync(async ctx =>
        {
            DurableBranch<int>[] branches = [new("first", _ => Task.FromResult(1)), new(null, _ => Task.FromResult(2)), new("first", _ => Task.FromResult(3))];
            var batch = await ctx.ParallelAsync("array", branches, new ParallelConfig { MaxConcurrency = 1 });
            return string.Join(',', batch.All.Select(item => $"{item.Index}:{item.Name}={item.Result}"));
        });

        run.Value.Should().Be("0:first=1,1:parallel-branch-1=2,2:first=3");
        run.OperationsOf(OperationType.Context).Select(o => (o.Name, o.Record.SubType)).Should().Equal(
            ("array", "Parallel"),
            ("first", "ParallelBranch"),
            ("parallel-branch-1", "ParallelBranch"),
            ("first", "ParallelBranch"));
    }

    [Test]
    public async Task Array_MaxConcurrency_IsReachedAndNeverExceeded()
    {
        var meeting = new Meeting(3);
        var config = ParallelConfig.Builder().MaxConcurrency(3).Build();

        await ValueAsync(async ctx =>
        {
            var branches = Enumerable.Range(0, 9).Select(i => new DurableBranch<int>(null, b => b.StepAsync("s", async () =>
            {
                await meeting.ArriveAsync();
                await Task.Yield();
                meeting.Leave();
                return i;
            }))).ToList();
            return (await ctx.ParallelAsync("array", branches, config)).SuccessCount;
        });

        meeting.Peak.Should().Be(3);
    }

    [Test]
    public async Task Array_FailuresBeyondTheTolerance_AreCollectedAndNotThrown()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            Func<DurableContext, Task<int>>[] branches = [Fine(1), Failing("first"), Failing("second"), Fine(4)];
            var batch = await ctx.ParallelAsync("array", branches, new ParallelConfig { MaxConcurrency = 1, ToleratedFailureCount = 1 });
            var errors = batch.GetErrors().Select(error => $"{error.Message}/{error.IsCausedBy<InvalidDataException>()}");
            return $"{batch.CompletionReason} {batch.Status} {batch.IsSuccess} {string.Join(',', errors)} "
                + $"{string.Join(',', batch.All.Select(item => $"{item.Status}:{item.Result}:{item.Error?.Message}"))} "
                + $"{batch.Succeeded.Count}{batch.Failed.Count}{batch.Skipped.Count}{batch.Canceled.Count} {batch.SuccessCount}{batch.FailureCount}{batch.SkippedCount}{batch.TotalCount}";
        });

        live.Should().Be(
            "FailureToleranceExceeded Failed False first/True,second/True Succeeded:1:,Failed:0:first,Failed:0:second,Skipped:0: 1210 1213");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task ThrowIfError_AFailureWithinTheTolerance_ThrowsTheFirst()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var batch = await ctx.ParallelAsync("array", [Fine(1), Failing("first"), Failing("second")], new ParallelConfig { Completion = CompletionConfig.AllCompleted() });
            try
            {
                batch.ThrowIfError();
                return "nothing thrown";
            }
            catch (BranchFailedException failed)
            {
                return $"{batch.IsSuccess} {failed.BranchIndex} {failed.Message}";
            }
        });

        live.Should().Be("True 1 first");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Array_DecidedEarly_TellsTheSkippedAndTheCanceled()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            Func<DurableContext, Task<int>>[] branches = [Later(7, 1), Later(8, 86_400), Later(9, 1)];
            var batch = await ctx.ParallelAsync("array", branches, new ParallelConfig { MaxConcurrency = 2, MinSuccessful = 1 });
            return $"{batch.CompletionReason} {string.Join(',', batch.All.Select(item => item.Status.ToWireName()))} "
                + $"{batch.Canceled.Single().Index} {batch.Skipped.Single().Index} {string.Join(',', batch.GetResults())} {batch.CanceledCount} {batch.SkippedCount} {batch.TotalCount}";
        });

        live.Should().Be("MinSuccessfulReached SUCCEEDED,CANCELED,SKIPPED 1 2 7 1 1 2");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Array_MinimumBeyondTheList_IsAMissedMinimumAndNoMistake()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var batch = await ctx.ParallelAsync("array", [Fine(1), Fine(2)], new ParallelConfig { MinSuccessful = 3, ToleratedFailureCount = 5 });
            return $"{batch.CompletionReason} {batch.MinimumMet} {batch.IsSuccess} {batch.HasFailure} {Throws(batch)}";
        });

        live.Should().Be("AllCompleted False False False ParallelExecutionException");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Array_Empty_StartsAndSucceeds()
    {
        var run = await RunAsync(async ctx =>
        {
            var batch = await ctx.ParallelAsync("array", Array.Empty<DurableBranch<int>>());
            return $"{batch.CompletionReason} {batch.All.Count} {batch.TotalCount} {batch.IsSuccess} {Throws(batch)}";
        });

        run.Value.Should().Be("AllCompleted 0 0 True nothing");
        run.Execution.Updates.Select(u => (u.Type, u.Action)).Should().Equal(
            (OperationType.Context, OperationAction.Start),
            (OperationType.Context, OperationAction.Succeed));
    }

    [Test]
    public async Task Array_BadRulesOrBranches_AreRefusedBeforeAnythingIsWritten([Range(0, 3)] int index)
    {
        Func<DurableContext, Task>[] calls =
        [
            ctx => ctx.ParallelAsync("array", [Fine(1)], new ParallelConfig { MinSuccessful = -1, ToleratedFailureCount = 1 }),
            ctx => ctx.ParallelAsync("array", new DurableBranch<int>[] { new("a", Fine(1)), null! }),
            ctx => ctx.ParallelAsync("array", new Func<DurableContext, Task<int>>[] { null! }),
            ctx => ctx.ParallelAsync("array", [new DurableBranch<int>("", Fine(1))]),
        ];

        var run = await RunAsync(ctx =>
        {
            try
            {
                _ = calls[index](ctx);
                return Task.FromResult("accepted");
            }
            catch (ArgumentException)
            {
                return Task.FromResult("refused");
            }
        });

        run.Value.Should().Be("refused");
        run.Execution.Operations.Should().BeEmpty();
    }

    [Test]
    public async Task Array_ItemSerializer_MakesTheValuesLiveAndReplayed()
    {
        var marking = DurableSerializer.For<int>(
            value => $"<{value.ToString(CultureInfo.InvariantCulture)}>",
            text => int.Parse(text!.Trim('<', '>'), CultureInfo.InvariantCulture) + 100);

        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
            string.Join(',', (await ctx.ParallelAsync("array", [Fine(1), Fine(2)], new ParallelConfig { ItemSerializer = marking })).GetResults()));

        live.Should().Be("101,102");
        replayed.Should().Be(live);
    }

    private static string Throws(IBatchResult batch)
    {
        try
        {
            batch.ThrowIfError();
            return "nothing";
        }
        catch (DurableException exception)
        {
            return exception.GetType().Name;
        }
    }

    private static Func<DurableContext, Task<int>> Fine(int value) => b => b.StepAsync("s", () => value);

    private static Func<DurableContext, Task<int>> Failing(string message) => _ => Task.FromException<int>(new InvalidDataException(message));

    private static Func<DurableContext, Task<int>> Later(int value, int seconds) => async b =>
    {
        await b.WaitAsync(TimeSpan.FromSeconds(seconds));
        return value;
    };
}
