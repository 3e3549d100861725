using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Turns;
using DurableParallel.Records;

namespace DurableParallel.Engine.Tests.Executions;

/// <summary>What executions say of themselves, in handles and lists, and in a journal that is opened again.</summary>
[TestFixture]
[CancelAfter(60_000)]
internal sealed class StatusTests : EngineFixture
{
    [Test]
    public async Task SetStatus_BetweenSteps_CostsNoCommitOfItsOwn()
    {
        var (without, with) = (await CommitsAsync("without", setsStatus: false), await CommitsAsync("with", setsStatus: true));

        with.Should().Be(without);

        async Task<long> CommitsAsync(string name, bool setsStatus)
        {
            var counted = new CountCommits();
            var engine = await OpenAsync(Options with { JournalPath = Files.Path + name, JournalFaults = counted });
            engine.Register<int, long>("f", async (ctx, _) =>
            {
                for (var step = 0; step < 5; step++)
                {
                    if (setsStatus)
                    {
                        ctx.SetStatus($"step {step}");
                    }

                    await ctx.StepAsync("s", () => step);
                }

                // What comes after the end is moved at a time of its own.
                return counted.Count;
            });
            return await (await engine.StartAsync("f", "a", 1)).GetResultAsync<long>();
        }
    }

    [Test]
    public async Task SetStatus_InHandleAndList_IsTheLatestInEveryProcess([Values] bool isKilled, [Values] bool isEvicted)
    {
        var options = isEvicted ? Options with { ResidentBytes = 0 } : Options;
        var engine = await OpenAsync(options);
        Register(engine);
        var waits = await engine.StartAsync("waits", "w", 1, new StartOptions { Tags = new Dictionary<string, string> { ["k"] = "1" } });
        var ends = await engine.StartAsync("ends", "e", 7);
        await ends.GetResultAsync<int>();
        while (await waits.GetCustomStatusPayloadAsync() is null)
        {
            await Task.Yield();
        }

        for (var process = 0; process < 3; process++)
        {
            var found = (await engine.FindAsync("e"))!;
            (await found.GetCustomStatusAsync<Progress>()).Should().Be(new Progress(7, "done"));
            found.ToString().Should().EndWith("; says {\"Done\":7,\"Now\":\"done\"}");
            var listed = (await engine.ListAsync()).Executions.ToDictionary(summary => summary.Name, summary => summary.CustomStatusPayload);
            listed["w"].Should().Be("\"waits\"");
            listed["e"].Should().Be("{\"Done\":7,\"Now\":\"done\"}");
            (await engine.FindAsync("w"))!.Tags.Should().ContainKey("k", "the status stands beside the tags");
            (await (await engine.FindAsync("w"))!.GetCustomStatusAsync<string>()).Should().Be("waits");
            if (isKilled)
            {
                engine.Kill();
            }
            else
            {
                await engine.DisposeAsync();
            }

            engine = await OpenAsync(options);
            Register(engine);
        }
    }

    [Test]
    public async Task SetStatus_OfAnExecutionThatIsStopped_IsKept()
    {
        var engine = await OpenAsync();
        var gate = new TaskCompletionSource();
        engine.Register<int, int>("runs", async (ctx, _) =>
        {
            await ctx.StepAsync("first", () => 1);
            ctx.SetStatus("runs");
            gate.TrySetResult();
            return await ctx.StepAsync("s", async () =>
            {
                await Task.Delay(Timeout.Infinite, ctx.CancellationToken);
                return 1;
            });
        });
        var execution = await engine.StartAsync("runs", "r", 1);
        await gate.Task;

        await execution.StopAsync();

        (await execution.GetCustomStatusAsync<string>()).Should().Be("runs");
        (await execution.GetHistoryAsync())[^1].EventType.Should().Be(HistoryEventType.ExecutionStopped);
    }

    [Test]
    public async Task SetStatus_InFlatBranches_IsOnRecordWithTheirPlaces()
    {
        var engine = await OpenAsync();
        engine.Register<int, int>("flat", async (ctx, _) =>
        {
            await using var p = ctx.Parallel("scope", new ParallelConfig { Nesting = NestingType.Flat, MaxConcurrency = 1 });
            for (var i = 0; i < 3; i++)
            {
                var number = i;
                p.Branch($"b{number}", b =>
                {
                    b.SetStatus(number);
                    return b.StepAsync("s", () => number);
                });
            }

            await p.JoinAsync();
            return 0;
        });
        var execution = await engine.StartAsync("flat", "f", 1);
        await execution.GetResultAsync<int>();

        var history = RecordedHistory.Read(execution.ReadRecords());

        var scope = new OperationId(null, 1);
        history.StatusMarks!.Select(mark => (mark.Context, mark.Calls)).Should().Equal(
            (new OperationId(scope, 1), 1), (new OperationId(scope, 2), 1), (new OperationId(scope, 3), 1));
        (await execution.GetCustomStatusAsync<int>()).Should().Be(2);
    }

    [Test]
    public void StatusRecord_WhatWasWritten_IsTheSameAndAtTheEndOfItsBytes()
    {
        var status = new StatusRecord(5, "{}", [(0, 3), (7, 300)]);
        var buffer = new RecordBuffer();
        StatusRecord.Write(buffer, status);

        StatusRecord.Read(buffer.Written).Should().BeEquivalentTo(status);
        RecordCodec.KindOf(buffer.Written).Should().Be(RecordKind.Status);
    }

    [TestCase(new byte[] { 14 })]
    [TestCase(new byte[] { 13, 2, 0, 1, 0, 1 })]
    [TestCase(new byte[] { 14, 2, 0, 0 })]
    [TestCase(new byte[] { 14, 2, 0, 2, 0, 1 })]
    [TestCase(new byte[] { 14, 2, 2, 1, 0, 1 })]
    [TestCase(new byte[] { 14, 2, 1, 9, 65, 1, 0, 1 })]
    [TestCase(new byte[] { 14, 2, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0, 1 })]
    [TestCase(new byte[] { 14, 2, 0, 1, 0, 1, 9 })]
    public void StatusRecord_WhatIsNone_IsRefused(byte[] bytes) =>
        FluentActions.Invoking(() => StatusRecord.Read(bytes)).Should().Throw<JournalDamagedException>();

    private static void Register(DurableEngine engine)
    {
        engine.Register<int, int>("waits", async (ctx, x) =>
        {
            ctx.SetStatus("waits");
            await ctx.WaitAsync(TimeSpan.FromDays(1));
            return x;
        });
        engine.Register<int, int>("ends", async (ctx, x) =>
        {
            for (var i = 0; i <= x; i++)
            {
                ctx.SetStatus(new Progress(i, i == x ? "done" : "works"));
                await ctx.StepAsync("s", () => i);
            }

            return x;
        });
    }

    private sealed record Progress(int Done, string Now);

    private sealed class CountCommits : IJournalFaults
    {
        public long Count { get; private set; }

        public void BeforeCommit(long commit, int operations) => Count = commit;

        public void AfterCommit(long commit)
        {
        }
    }
}
