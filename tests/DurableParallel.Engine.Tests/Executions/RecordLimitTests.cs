namespace DurableParallel.Engine.Tests.Executions;

/// <summary>What happens to an execution whose records would be too large, and that nothing happens to others.</summary>
[TestFixture]
[CancelAfter(60_000)]
internal sealed class RecordLimitTests : EngineFixture
{
    private const int Limit = 20_000;
    private static readonly string Kilobyte = new('x', 1000);

    [Test]
    public async Task Step_BeyondTheLimit_FailsItsExecutionAlone()
    {
        var engine = await OpenAsync(Options with { MaxRecordedBytes = Limit });
        Register(engine);
        var large = await engine.StartAsync("steps", "large", 1000);

        var failed = await large.Awaiting(e => e.GetResultAsync<int>()).Should().ThrowAsync<ExecutionFailedException>();
        var small = await engine.StartAsync("steps", "small", 10);

        failed.Which.Status.Should().Be(ExecutionStatus.Failed);
        failed.Which.Error.ErrorType.Should().Be(typeof(ExecutionTooLargeException).FullName);
        failed.Which.Error.ErrorMessage.Should().ContainAll("'large'", $"at most {Limit} are allowed");
        (await small.GetResultAsync<int>()).Should().Be(10);
        large.ReadRecords().Length.Should().BeLessThan(Limit + 5000);
        await engine.DisposeAsync();
        var reopened = await OpenAsync();
        Register(reopened);
        (await reopened.FindAsync("large"))!.Status.Should().Be(ExecutionStatus.Failed);
        (await (await reopened.FindAsync("large"))!.GetHistoryAsync()).Should().Contain(e => e.EventType == HistoryEventType.ExecutionFailed);
        (await reopened.ListBlockedAsync()).Should().BeEmpty();
    }

    [Test]
    public async Task Branches_BeyondTheLimitAtOnce_FailTheirExecutionAlone()
    {
        var engine = await OpenAsync(Options with { MaxRecordedBytes = Limit });
        Register(engine);
        engine.Register<int, int>("wide", async (context, count) =>
            (await context.MapAsync("wide", Enumerable.Range(0, count), static (branch, _, _) => branch.StepAsync("large", static () => Kilobyte))).SuccessCount);

        var wide = await engine.StartAsync("wide", "wide", 500);

        (await wide.Awaiting(e => e.GetResultAsync<int>()).Should().ThrowAsync<ExecutionFailedException>())
            .Which.Error.ErrorType.Should().Be(typeof(ExecutionTooLargeException).FullName);
        (await (await engine.StartAsync("steps", "small", 5)).GetResultAsync<int>()).Should().Be(5);
    }

    [Test]
    public async Task Callback_BeyondTheLimit_IsRefusedAndFailsItsExecution([Values] bool isEvicted)
    {
        var engine = await OpenAsync(Options with { MaxRecordedBytes = Limit, ResidentBytes = isEvicted ? 0 : DurableEngineOptions.DefaultResidentBytes });
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

        await engine.Awaiting(e => e.SucceedCallbackAsync(id, new string('y', Limit))).Should().ThrowAsync<CallbackClosedException>();

        (await asking.Awaiting(e => e.GetResultAsync<string>()).Should().ThrowAsync<ExecutionFailedException>())
            .Which.Error.ErrorType.Should().Be(typeof(ExecutionTooLargeException).FullName);
    }

    [Test]
    public async Task Callback_ThatIsNotOpen_FailsNoExecution()
    {
        var engine = await OpenAsync(Options with { MaxRecordedBytes = Limit });
        var go = new TaskCompletionSource();
        var callbackId = new TaskCompletionSource<string>();
        engine.Register<string>("asks", async context =>
        {
            var callback = await context.CreateCallbackAsync<string>("answer");
            callbackId.TrySetResult(callback.CallbackId);
            var answer = await callback.GetResultAsync();
            await context.StepAsync("wait", () => go.Task);
            return answer;
        });
        var asking = await engine.StartWithPayloadAsync("asks", "asks", null);
        var id = await callbackId.Task;
        await engine.SucceedCallbackAsync(id, "small");

        await engine.Awaiting(e => e.SucceedCallbackAsync(id, new string('y', Limit))).Should().ThrowAsync<CallbackClosedException>();
        go.SetResult();

        (await asking.GetResultAsync<string>()).Should().Be("small");
    }

    [Test]
    public async Task ResultOfAnInvoke_BeyondTheLimit_FailsTheOneThatInvoked()
    {
        var engine = await OpenAsync(Options with { MaxRecordedBytes = Limit });
        engine.Register<int, string>("child", static (_, length) => Task.FromResult(new string('y', length)));
        engine.Register<int, int>("parent", static async (context, length) =>
        {
            await context.InvokeAsync<int, string>(null, "child", length);
            await context.InvokeAsync<int, string>(null, "child", length);
            return 1;
        });

        var parent = await engine.StartAsync("parent", "parent", (Limit * 2) / 3);

        (await parent.Awaiting(e => e.GetResultAsync<int>()).Should().ThrowAsync<ExecutionFailedException>())
            .Which.Error.ErrorType.Should().Be(typeof(ExecutionTooLargeException).FullName);
        engine.Waiting.Held.Should().Be(0);
    }

    [Test]
    public async Task OpenAsync_WithMoreRecordsThanMemoryHolds_BlocksThatExecutionAloneUntilTheyFit([Values] bool isMoved)
    {
        var engine = await OpenAsync(Options with { ResidentBytes = isMoved ? 0 : DurableEngineOptions.DefaultResidentBytes });
        RegisterSleeper(engine);
        var large = await engine.StartAsync("sleeper", "large", 30);
        var small = await engine.StartAsync("sleeper", "small", 1);
        await UntilAsleepAsync(large);
        await UntilAsleepAsync(small);
        var history = await large.GetHistoryAsync();
        engine.Kill();

        for (var opening = 0; opening < 2; opening++)
        {
            var reopened = await OpenAsync(Options with { MaxHeldBytes = Limit, MaxRecordedBytes = Limit });
            RegisterSleeper(reopened);

            (await (await reopened.FindAsync("large"))!.Awaiting(e => e.GetResultAsync<int>()).Should().ThrowAsync<ExecutionBlockedException>())
                .Which.Reason.Should().Be(BlockedReason.TooLarge);
            await reopened.Awaiting(e => e.UnblockAsync("large")).Should().ThrowAsync<ExecutionBlockedException>("its records fit no better now");
            (await reopened.ListBlockedAsync()).Should().ContainSingle().Which.Name.Should().Be("large");
            (await reopened.FindAsync("small"))!.Status.Should().Be(ExecutionStatus.Running);
            await reopened.DisposeAsync();
        }

        var fitting = await OpenAsync();
        RegisterSleeper(fitting);
        large = (await fitting.FindAsync("large"))!;

        (await large.GetHistoryAsync()).Should().BeEquivalentTo(history, "no record was lost");
        (await fitting.ListBlockedAsync()).Should().BeEmpty();
        Clock.Advance(TimeSpan.FromDays(1));
        (await PassTimeUntilAsync(large.GetResultAsync<int>())).Should().Be(30);

        static async Task<int> UntilAsleepAsync(ExecutionHandle execution)
        {
            while ((await execution.GetHistoryAsync()).All(e => e.EventType != HistoryEventType.WaitStarted))
            {
                await Task.Yield();
            }

            return 0;
        }
    }

    [Test]
    public async Task Record_ThatMemoryHasNoRoomFor_BlocksItsExecutionAloneUntilItFits([Values] bool isOutOfMemory)
    {
        var engine = await OpenAsync(isOutOfMemory ? Options with { AllocateRecords = Allocate } : Options with { MaxHeldBytes = Limit });
        Register(engine);
        var large = await engine.StartAsync("steps", "large", 50);

        (await large.Awaiting(e => e.GetResultAsync<int>()).Should().ThrowAsync<ExecutionBlockedException>())
            .Which.Reason.Should().Be(BlockedReason.TooLarge);
        (await (await engine.StartAsync("steps", "small", 5)).GetResultAsync<int>()).Should().Be(5);
        await engine.DisposeAsync();
        var reopened = await OpenAsync();
        Register(reopened);

        (await (await reopened.FindAsync("large"))!.GetResultAsync<int>()).Should().Be(50);

        static byte[] Allocate(int length) => length <= Limit ? new byte[length] : throw new OutOfMemoryException();
    }

    [Test]
    public async Task Callback_OfAnExecutionThatMemoryDoesNotHold_IsRefusedAsBlockedAndStaysOpen()
    {
        var engine = await OpenAsync();
        RegisterAsking(engine, out var asked);
        await engine.StartAsync("asks", "asks", 30);
        var id = await asked;
        while (!engine.IsQuiet)
        {
            await Task.Yield();
        }

        engine.Kill();
        var reopened = await OpenAsync(Options with { MaxHeldBytes = Limit });
        RegisterAsking(reopened, out _);
        await reopened.Awaiting(e => e.SucceedCallbackAsync(id, "early")).Should().ThrowAsync<ExecutionBlockedException>();
        await reopened.DisposeAsync();
        var fitting = await OpenAsync();
        RegisterAsking(fitting, out _);
        await fitting.SucceedCallbackAsync(id, "late");

        (await (await fitting.FindAsync("asks"))!.GetResultAsync<string>()).Should().Be("late");
    }

    /// <summary>With real sizes, when DP_SCALE is 10 or more: needs 3 GB of memory and as much on disk.</summary>
    [Test]
    [CancelAfter(600_000)]
    public async Task Step_BeyondAGibibyte_FailsItsExecutionAlone()
    {
        if (!int.TryParse(Environment.GetEnvironmentVariable("DP_SCALE"), System.Globalization.CultureInfo.InvariantCulture, out var scale) || scale < 10)
        {
            Assert.Ignore("Writes a gigabyte; set DP_SCALE=10.");
        }

        var payload = new string('x', 6_200_000);
        var engine = await OpenAsync();
        Register(engine);
        engine.Register<int, int>("large", async (context, count) =>
        {
            for (var step = 0; step < count; step++)
            {
                await context.StepAsync("large", () => payload);
            }

            return count;
        });
        var large = await engine.StartAsync("large", "large", 360);

        (await large.Awaiting(e => e.GetResultAsync<int>()).Should().ThrowAsync<ExecutionFailedException>())
            .Which.Error.ErrorType.Should().Be(typeof(ExecutionTooLargeException).FullName);
        (await (await engine.StartAsync("steps", "small", 3)).GetResultAsync<int>()).Should().Be(3);
        await engine.DisposeAsync();
        var reopened = await OpenAsync();
        (await reopened.FindAsync("large"))!.Status.Should().Be(ExecutionStatus.Failed);
    }

    private static void RegisterAsking(DurableEngine engine, out Task<string> asked)
    {
        var callbackId = new TaskCompletionSource<string>();
        asked = callbackId.Task;
        engine.Register<int, string>("asks", async (context, count) =>
        {
            await Steps(context, count);
            var callback = await context.CreateCallbackAsync<string>("answer");
            callbackId.TrySetResult(callback.CallbackId);
            return await callback.GetResultAsync();
        });
    }

    private static void Register(DurableEngine engine) => engine.Register<int, int>("steps", Steps);

    private static void RegisterSleeper(DurableEngine engine) => engine.Register<int, int>("sleeper", static async (context, count) =>
    {
        await Steps(context, count);
        await context.WaitAsync(TimeSpan.FromDays(1));
        return count;
    });

    private static async Task<int> Steps(DurableContext context, int count)
    {
        for (var step = 0; step < count; step++)
        {
            await context.StepAsync("large", static () => Kilobyte);
        }

        return count;
    }
}
