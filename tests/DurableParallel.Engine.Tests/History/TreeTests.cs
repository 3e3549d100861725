using DurableParallel.Engine.History;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Records;

namespace DurableParallel.Engine.Tests.History;

/// <summary>The operations of an execution as a tree, by path.</summary>
[TestFixture]
[CancelAfter(60_000)]
internal sealed class TreeTests : EngineFixture
{
    [Test]
    public async Task GetTreeAsync_ScopesAndChildren_AreNestedAndNamedByPath()
    {
        var engine = await OpenAsync();
        engine.Register<int, int>("f", async (ctx, _) =>
        {
            await using var p = ctx.Parallel("checks");
            p.Branch("validate", b => b.StepAsync("rules", () => 1));
            p.Branch("a/b", b => b.RunInChildContextAsync(name: null, c => c.StepAsync("#1", () => 2)));
            await p.JoinAsync();
            return await ctx.StepAsync("last", () => 3);
        });
        var execution = await engine.StartAsync("f", "e", 1);
        await execution.GetResultAsync<int>();

        var tree = await execution.GetTreeAsync();

        tree.All.Select(node => node.Path).Should().Equal("checks", "checks/validate", "checks/validate/rules", "checks/a\\/b", "checks/a\\/b/#1", "checks/a\\/b/#1/\\#1", "last");
        tree.Count.Should().Be(7);
        tree.Operations.Select(node => node.Name).Should().Equal("checks", "last");
        var rules = tree.Find("checks/validate/rules")!;
        rules.Parent!.Path.Should().Be("checks/validate");
        rules.Should().BeEquivalentTo(new { Type = OperationType.Step, Status = OperationStatus.Succeeded, IsOpen = false, Attempts = 1, PayloadPreview = "1", PayloadBytes = 1 });
        var ids = (await execution.GetHistoryAsync()).Where(e => e.Name == "rules").Select(e => e.Id).Distinct();
        ids.Should().Equal(rules.Id);
        tree.Find("checks/rules").Should().BeNull();
    }

    [Test]
    public async Task GetTreeAsync_FlatBranches_StandInThePathAndHaveNoNode()
    {
        var engine = await OpenAsync();
        engine.Register<int, int>("f", async (ctx, _) =>
        {
            await using var p = ctx.Parallel("scope", new ParallelConfig { Nesting = NestingType.Flat });
            p.Branch("left", b => b.StepAsync("s", () => 1));
            p.Branch("right", b => b.StepAsync("s", () => 2));
            await p.JoinAsync();
            return 0;
        });
        var execution = await engine.StartAsync("f", "e", 1);
        await execution.GetResultAsync<int>();

        var tree = await execution.GetTreeAsync();

        tree.All.Select(node => node.Path).Should().BeEquivalentTo("scope", "scope/#1/s", "scope/#2/s");
        tree.Operations.Should().ContainSingle().Which.Children.Should().HaveCount(2);
    }

    [Test]
    public async Task GetTreeAsync_WhileStepsRunAndWait_ShowsAttemptsAndWhenTheNextIsDue()
    {
        var gate = new TaskCompletionSource();
        var runs = new TaskCompletionSource();
        var engine = await OpenAsync();
        engine.Register<int, int>("f", async (ctx, _) =>
        {
            await using var p = ctx.Parallel("scope");
            p.Branch("runs", b => b.StepAsync("s", async () =>
            {
                runs.SetResult();
                await gate.Task;
                return 1;
            }));
            p.Branch("fails", b => b.StepAsync<int>("s", () => throw new InvalidDataException("no\nanswer"), new StepConfig { Retry = RetryStrategy.Fixed(3, TimeSpan.FromMinutes(1)) }));
            await p.SettleAsync();
            return 0;
        });
        var execution = await engine.StartAsync("f", "e", 1);
        await runs.Task;

        var tree = await execution.GetTreeAsync();
        while (tree.Find("scope/fails/s") is not { Status: OperationStatus.Pending })
        {
            await Task.Yield();
            tree = await execution.GetTreeAsync();
        }

        tree.Find("scope/runs/s").Should().BeEquivalentTo(new { Status = OperationStatus.Started, IsOpen = true, Attempts = 0 });
        var fails = tree.Find("scope/fails/s")!;
        fails.Should().BeEquivalentTo(new { IsOpen = true, Attempts = 1, Error = new { ErrorMessage = "no\nanswer" } });
        fails.DueTimestamp.Should().BeAfter(fails.StartTimestamp);
        tree.ToString().Should().StartWith("e (f): Running\n  parallel scope 'scope': Started\n").And.Contain("\n      step 's': Pending, 1 attempt, due ").And.EndWith(": no answer");
        gate.SetResult();
    }

    [Test]
    public async Task GetTreeAsync_OfWhatALostBranchLeft_IsNotOpen()
    {
        var engine = await OpenAsync();
        engine.Register<int, int>("f", async (ctx, _) =>
        {
            await using var p = ctx.Parallel("race", c => c.FirstSuccessful());
            p.Branch("slow", b => b.WaitAsync("long", TimeSpan.FromHours(1)));
            p.Branch("fast", b => b.StepAsync("s", () => 1));
            await p.JoinAsync();
            await ctx.WaitAsync("after", TimeSpan.FromHours(1));
            return 0;
        });
        var execution = await engine.StartAsync("f", "e", 1);
        OperationTree tree;
        do
        {
            await Task.Yield();
            tree = await execution.GetTreeAsync();
        }
        while (tree.Find("after") is null);

        tree.Find("race/slow/long").Should().BeEquivalentTo(new { Status = OperationStatus.Started, IsOpen = false });
        tree.Find("after")!.IsOpen.Should().BeTrue();
        await execution.StopAsync();
        (await execution.GetTreeAsync()).All.Should().NotContain(node => node.IsOpen, "the execution has ended");
    }

    [Test]
    public async Task GetTreeAsync_ReadAgainFromAnotherProcess_IsTheSame()
    {
        var engine = await OpenAsync();
        engine.Register<int, int>("f", async (ctx, x) =>
        {
            var callback = await ctx.CreateCallbackAsync<int>("approval");
            await ctx.StepAsync("s", () => x);
            return await callback.GetResultAsync();
        });
        var execution = await engine.StartAsync("f", "e", 1);
        OperationTree tree;
        do
        {
            await Task.Yield();
            tree = await execution.GetTreeAsync();
        }
        while (tree.Find("s") is not { EndTimestamp: not null });
        await engine.DisposeAsync();

        engine = await OpenAsync();
        var again = await (await engine.FindAsync("e"))!.GetTreeAsync();

        again.Should().BeEquivalentTo(tree, options => options.Excluding(t => t.Status));
        again.Find("approval")!.CallbackId.Should().Be((await (await engine.FindAsync("e"))!.GetOpenCallbacksAsync())[0].CallbackId);
    }

    [Test]
    public void Read_ContextsNestedVeryDeeply_NeedsNeitherStackNorLongPaths()
    {
        const int depth = 50_000;
        var records = new RecordBuffer();
        Add(records, static buffer => RecordCodec.WriteCreated(buffer, new CreatedRecord(1_900_000_000_000, "e", "f", 1, null)));
        for (var i = 1; i <= depth; i++)
        {
            var ordinal = i;
            Add(records, buffer => OperationCodec.Write(buffer, new OperationChange
            {
                Ordinal = ordinal,
                Action = OperationAction.Start,
                At = 1,
                Mention = new OperationMention(1, ordinal - 1, ordinal - 1, OperationType.Context, OperationSubTypes.ChildContext, "c"),
            }));
        }

        var (roots, count, _) = TreeReader.Read(records.Written.ToArray(), []);

        count.Should().Be(depth);
        var tree = new OperationTree { ExecutionName = "e", FunctionName = "f", Version = 1, Status = ExecutionStatus.Running, Operations = roots, Count = count };
        tree.All.Last().Path.Should().HaveLength((2 * depth) - 1);
        tree.ToString().Should().Contain("\n  child context 'c': Started");
    }

    private static void Add(RecordBuffer records, Action<RecordBuffer> write)
    {
        var record = new RecordBuffer();
        write(record);
        records.WriteVarint(record.Length);
        records.WriteBytes(record.Written);
    }
}
