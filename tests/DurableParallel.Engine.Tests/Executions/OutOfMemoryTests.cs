using DurableParallel.Engine.Journal;

namespace DurableParallel.Engine.Tests.Executions;

/// <summary>There is no memory for one record at the moment when it is submitted: that is a matter of its execution alone.</summary>
[TestFixture]
[CancelAfter(60_000)]
internal sealed class OutOfMemoryTests : EngineFixture
{
    private const int LargeLength = 10_000;
    private static readonly string Large = new('x', LargeLength);

    [Test]
    public async Task Step_WithoutMemoryForItsEnd_BlocksItsExecutionAloneUntilThereIsSome([Values] bool isReopened)
    {
        var memory = new ScarceMemory();
        var engine = await OpenAsync(Options with { JournalFaults = memory });
        var runs = new int[3];
        Register(engine, runs);

        var large = await engine.StartAsync("steps", "large", LargeLength);

        (await large.Awaiting(e => e.GetResultAsync<string>()).Should().ThrowAsync<ExecutionBlockedException>())
            .Which.Reason.Should().Be(BlockedReason.TooLarge);
        (await (await engine.StartAsync("steps", "small", 1)).GetResultAsync<string>()).Should().Be("0x2");
        (await large.GetHistoryAsync()).Count(static e => e.EventType == HistoryEventType.StepSucceeded).Should().Be(1, "what was durable stays");
        if (isReopened)
        {
            // Without a deadline: the step that could not be recorded is not waited for.
            await engine.StopAsync();
            engine = await OpenAsync();
            Register(engine, runs);
            large = (await engine.FindAsync("large"))!;
        }
        else
        {
            memory.IsThere = true;
            (await engine.UnblockAsync("large")).Should().BeTrue();
        }

        (await large.GetResultAsync<string>()).Should().Be($"0{Large}2");
        runs.Should().Equal([2, 3, 2], "the small one ran each once, the large one only the step without a record once more");
    }

    [Test]
    public async Task Branches_WithoutMemoryAllAtOnce_BlockTheirExecutionAlone()
    {
        var memory = new ScarceMemory();
        var engine = await OpenAsync(Options with { JournalFaults = memory });
        Register(engine, new int[3]);
        engine.Register<int, int>("wide", static async (context, count) =>
            (await context.MapAsync("wide", Enumerable.Range(0, count), static (branch, _, _) => branch.StepAsync("large", static () => Large))).SuccessCount);

        var wide = await engine.StartAsync("wide", "wide", 200);

        (await wide.Awaiting(e => e.GetResultAsync<int>()).Should().ThrowAsync<ExecutionBlockedException>())
            .Which.Reason.Should().Be(BlockedReason.TooLarge);
        (await (await engine.StartAsync("steps", "small", 1)).GetResultAsync<string>()).Should().Be("0x2");
        memory.IsThere = true;
        await engine.UnblockAsync("wide");
        (await wide.GetResultAsync<int>()).Should().Be(200);
    }

    [Test]
    public async Task Result_WithoutMemory_BlocksItsExecutionUntilThereIsSome()
    {
        var memory = new ScarceMemory();
        var engine = await OpenAsync(Options with { JournalFaults = memory });
        engine.Register<int, string>("large", static (_, length) => Task.FromResult(Large[..length]));

        var large = await engine.StartAsync("large", "large", LargeLength);

        await large.Awaiting(e => e.GetResultAsync<string>()).Should().ThrowAsync<ExecutionBlockedException>();
        memory.IsThere = true;
        await engine.UnblockAsync("large");
        (await large.GetResultAsync<string>()).Should().Be(Large);
    }

    [Test]
    public async Task UnblockAsync_WithoutMemory_LeavesTheExecutionBlocked()
    {
        var memory = new ScarceMemory();
        var engine = await OpenAsync(Options with { JournalFaults = memory });
        engine.Register<int, string>("large", static (_, length) => Task.FromResult(Large[..length]));
        var large = await engine.StartAsync("large", "large", LargeLength);
        await large.Awaiting(e => e.GetResultAsync<string>()).Should().ThrowAsync<ExecutionBlockedException>();

        memory.Least = 0;
        await engine.Awaiting(e => e.UnblockAsync("large")).Should().ThrowAsync<OutOfMemoryException>();

        memory.IsThere = true;
        (await engine.UnblockAsync("large")).Should().BeTrue();
        (await large.GetResultAsync<string>()).Should().Be(Large);
    }

    [Test]
    public async Task Callback_WithoutMemoryForItsResult_StaysOpen([Values] bool isEvicted)
    {
        var memory = new ScarceMemory();
        var engine = await OpenAsync(Options with { JournalFaults = memory, ResidentBytes = isEvicted ? 0 : DurableEngineOptions.DefaultResidentBytes });
        var callbackId = new TaskCompletionSource<string>();
        engine.Register<string>("asks", async context =>
        {
            var callback = await context.CreateCallbackAsync<string>("answer");
            callbackId.TrySetResult(callback.CallbackId);
            return await callback.GetResultAsync();
        });
        var asking = await engine.StartWithPayloadAsync("asks", "asks", null);
        var id = await callbackId.Task;
        while (!engine.IsQuiet)
        {
            await Task.Yield();
        }

        if (isEvicted)
        {
            // Nothing of the execution is in memory that its records could be behind of.
            await engine.Awaiting(e => e.SucceedCallbackAsync(id, Large)).Should().ThrowAsync<OutOfMemoryException>();
            (await engine.ListBlockedAsync()).Should().BeEmpty();
            memory.IsThere = true;
        }
        else
        {
            await engine.Awaiting(e => e.SucceedCallbackAsync(id, Large)).Should().ThrowAsync<ExecutionBlockedException>();
            await asking.Awaiting(e => e.GetResultAsync<string>()).Should().ThrowAsync<ExecutionBlockedException>();
            memory.IsThere = true;
            await engine.UnblockAsync("asks");
        }

        await engine.SucceedCallbackAsync(id, Large);
        (await asking.GetResultAsync<string>()).Should().Be(Large);
    }

    [Test]
    public async Task Invoke_WithoutMemoryForTheNewExecution_BlocksTheOneThatInvokes()
    {
        // The first one is that of the invoke itself.
        var memory = new ScarceMemory { Spared = 1 };
        var engine = await OpenAsync(Options with { JournalFaults = memory });
        engine.Register<string, int>("child", static (_, text) => Task.FromResult(text.Length));
        engine.Register<int, int>("parent", static async (context, length) => await context.InvokeAsync<string, int>(null, "child", Large[..length]));

        var parent = await engine.StartAsync("parent", "parent", LargeLength);

        (await parent.Awaiting(e => e.GetResultAsync<int>()).Should().ThrowAsync<ExecutionBlockedException>())
            .Which.Reason.Should().Be(BlockedReason.TooLarge);
        memory.IsThere = true;
        await engine.UnblockAsync("parent");
        (await parent.GetResultAsync<int>()).Should().Be(LargeLength);
    }

    // The second of three steps gives as many characters as the input says.
    private static void Register(DurableEngine engine, int[] runs) => engine.Register<int, string>("steps", async (context, length) =>
    {
        var text = "";
        for (var step = 0; step < runs.Length; step++)
        {
            var number = step;
            text += await context.StepAsync($"step {number}", () =>
            {
                Interlocked.Increment(ref runs[number]);
                return number == 1 ? Large[..length] : $"{number}";
            });
        }

        return text;
    });

    /// <summary>There is none for large records.</summary>
    private sealed class ScarceMemory : IJournalFaults
    {
        private int _seen;

        public volatile bool IsThere;

        public volatile int Least = LargeLength;

        /// <summary>For how many of them there is some.</summary>
        public int Spared { get; init; }

        public void BeforeAppend(int bytes)
        {
            if (!IsThere && bytes >= Least && Interlocked.Increment(ref _seen) > Spared)
            {
                throw new OutOfMemoryException("no memory (injected)");
            }
        }

        public void BeforeCommit(long commit, int operations)
        {
        }

        public void AfterCommit(long commit)
        {
        }
    }
}
