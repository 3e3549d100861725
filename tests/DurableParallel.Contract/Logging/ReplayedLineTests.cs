using DurableParallel.Contract.Hosts;
using FluentAssertions;
using Microsoft.Extensions.Logging;
using NUnit.Framework;

namespace DurableParallel.Contract.Logging;

/// <summary>A line is written once over all runs of the code, as long as nothing crashes. After a crash it may be repeated.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class ReplayedLineTests(ContractHostKind kind) : ContractFixture(kind)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly ChildContextConfig FlatChild = new() { Nesting = NestingType.Flat };

    private readonly RecordingLogger _logger = new();

    [SetUp]
    public Task OpenWithLoggerAsync() => OpenAsync(new ContractHostOptions { Logger = _logger });

    [Test]
    public async Task FlatChild_AfterItsLastOperation_LogsOnce()
    {
        await RunAsync(async ctx =>
        {
            await ctx.RunInChildContextAsync(
                "a",
                async c =>
                {
                    await c.StepAsync("s", () => 1);
                    c.Logger.LogInformation("done");
                    await c.WaitAsync(Hour);
                    c.Logger.LogInformation("waited");
                },
                FlatChild);
            ctx.Logger.LogInformation("after");
            await SleepAsync(ctx, 3);
            return 0;
        });

        _logger.Messages.Should().Equal("done", "waited", "after");
    }

    [Test]
    public async Task FlatChild_WithoutOperations_LogsOnce()
    {
        await RunAsync(async ctx =>
        {
            await LogInAsync(ctx, "first");
            await ctx.WaitAsync(Hour);
            await LogInAsync(ctx, "second");
            ctx.Logger.LogInformation("after");
            await SleepAsync(ctx, 2);
            return 0;
        });

        _logger.Messages.Should().Equal("first", "second", "after");
    }

    [Test]
    public async Task FlatBranches_ThatEndOneAfterTheOther_LogOnce()
    {
        await RunAsync(async ctx =>
        {
            await ctx.MapAsync(
                "m",
                [0, 1, 2, 3],
                async (b, _, i) =>
                {
                    await b.StepAsync("s", () => i);
                    b.Logger.LogInformation("item {Item} has begun", i);
                    for (var k = 0; k < i; k++)
                    {
                        await b.WaitAsync(Hour);
                    }

                    b.Logger.LogInformation("item {Item} is done", i);
                    return i;
                },
                new ParallelConfig { Nesting = NestingType.Flat });
            ctx.Logger.LogInformation("after");
            await SleepAsync(ctx, 2);
            return 0;
        });

        _logger.Messages.Order().Should().Equal(
            ["after", .. Enumerable.Range(0, 4).SelectMany(i => new[] { $"item {i} has begun", $"item {i} is done" })]);
    }

    [Test]
    public async Task FlatBranches_WithoutOperationsInFreedSlots_LogOnce()
    {
        await RunAsync(async ctx =>
        {
            await ctx.MapAsync(
                "m",
                [1, 4, 0, 0, 9],
                async (b, hours, i) =>
                {
                    b.Logger.LogInformation("item {Item} has begun", i);
                    if (hours > 0)
                    {
                        await b.WaitAsync(Hour * hours);
                    }

                    b.Logger.LogInformation("item {Item} is done", i);
                    return i;
                },
                new ParallelConfig { Nesting = NestingType.Flat, MaxConcurrency = 2 });
            return 0;
        });

        _logger.Messages.Order().Should().Equal(Enumerable.Range(0, 5).SelectMany(i => new[] { $"item {i} has begun", $"item {i} is done" }));
    }

    [Test]
    public async Task Context_BetweenACallAndItsAwait_LosesNoLine()
    {
        await RunAsync(async ctx =>
        {
            var wait = ctx.WaitAsync(Hour);
            ctx.Logger.LogInformation("called");
            await wait;
            ctx.Logger.LogInformation("awaited");
            await SleepAsync(ctx, 2);
            return 0;
        });

        _logger.Messages.Distinct().Should().Equal("called", "awaited");
        _logger.Messages.Should().ContainSingle(line => line == "awaited");
    }

    [Test]
    public async Task Context_BetweenACallbackAndItsResult_LogsOnce()
    {
        var ids = new CallbackIds();
        Host.AutoAdvance = false;
        var execution = await StartAsync(async ctx =>
        {
            var callback = await ctx.CreateCallbackAsync<int>("c");
            ctx.Logger.LogInformation("created");
            ids.Note("c", callback.CallbackId);
            var value = await callback.GetResultAsync();
            ctx.Logger.LogInformation("completed");
            return value;
        });
        var id = await ids.Of("c").WaitAsync(HangGuard);
        await execution.WhenQuietAsync().WaitAsync(HangGuard);

        await Host.SucceedCallbackAsync(id, "5");
        Host.AutoAdvance = true;
        (await OutcomeOf(execution)).RequireSuccess();

        _logger.Messages.Should().Equal("created", "completed");
    }

    [Test]
    public async Task Branch_ThatAwaitsItsSibling_LogsOnce([Values] NestingType nesting)
    {
        await RunAsync(async ctx =>
        {
            await using var p = ctx.Parallel("p", new ParallelConfig { Nesting = nesting });
            var slow = p.Branch("slow", async b =>
            {
                await SleepAsync(b, 3);
                return 1;
            });
            p.Branch("waits", async b =>
            {
                await b.StepAsync("s", () => 1);
                b.Logger.LogInformation("waits");
                await slow.AsTask();
                b.Logger.LogInformation("goes on");
                await SleepAsync(b, 2);
            });
            await p.JoinAsync();
            return 0;
        });

        _logger.Messages.Should().Equal("waits", "goes on");
    }

    [Test]
    public async Task Helpers_ThatWaitSideBySide_LoseNoLine()
    {
        await RunAsync(async ctx =>
        {
            await Task.WhenAll(Enumerable.Range(1, 4).Select(async i =>
            {
                await ctx.WaitAsync(Hour * i);
                ctx.Logger.LogInformation("waited {Hours}", i);
            }));
            return 0;
        });

        _logger.Messages.Distinct().Should().Equal(Enumerable.Range(1, 4).Select(i => $"waited {i}"));
    }

    [Test]
    public async Task Operations_AwaitedThroughTheFramework_LoseNoLine()
    {
        await RunAsync(async ctx =>
        {
            await ctx.RunInChildContextAsync(
                "a",
                async c =>
                {
                    await Task.WhenAll(c.WaitAsync(Hour), c.WaitAsync(Hour * 2));
                    c.Logger.LogInformation("both waited");
                },
                FlatChild);
            ctx.Logger.LogInformation("after");
            await SleepAsync(ctx, 2);
            return 0;
        });

        _logger.Messages.Distinct().Should().Equal("both waited", "after");
    }

    [Test]
    public async Task Compensation_ThatWaits_LogsOnce()
    {
        await RunAsync(async ctx =>
        {
            await ctx.WaitAsync(Hour);
            var p = ctx.Parallel("p", new ParallelConfig { Nesting = NestingType.Flat });
            p.Branch("done", _ => Task.FromResult(1), new BranchOptions<int>
            {
                Compensate = async (c, _) =>
                {
                    await c.WaitAsync(Hour);
                    c.Logger.LogInformation("undone");
                },
            });
            p.Branch("fails", async b =>
            {
                await b.WaitAsync(Hour);
                throw new InvalidDataException("no");
            });
            await p.SettleAsync();
            ctx.Logger.LogInformation("settled");
            await SleepAsync(ctx, 2);
            return 0;
        });

        _logger.Messages.Should().Equal("undone", "settled");
    }

    [Test]
    public async Task FlatChild_WhoseProcessDiesBeforeItLogs_LosesNoLine()
    {
        var hold = new TaskCompletionSource();
        var isSecondLife = false;
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var execution = await StartAsync(async ctx =>
        {
            await SleepAsync(ctx, 2);
            await ctx.RunInChildContextAsync(
                "a",
                async c =>
                {
                    await c.StepAsync("s", () => 1);
                    if (!Volatile.Read(ref isSecondLife))
                    {
                        arrived.TrySetResult();
                        await hold.Task;
                    }

                    c.Logger.LogInformation("done");
                },
                FlatChild);
            await SleepAsync(ctx, 2);
            return 0;
        });
        await arrived.Task.WaitAsync(HangGuard);

        Volatile.Write(ref isSecondLife, true);
        await Host.CrashAsync();
        await Host.RestartAsync();
        (await OutcomeOf(execution)).RequireSuccess();

        _logger.Messages.Should().Equal("done");
    }

    [Test]
    public async Task FlatChild_WhoseProcessDiesWhileItWaits_LosesNoLine()
    {
        Host.AutoAdvance = false;
        var execution = await StartAsync(async ctx =>
        {
            await ctx.RunInChildContextAsync(
                "a",
                async c =>
                {
                    await c.WaitAsync(Hour);
                    c.Logger.LogInformation("waited");
                },
                FlatChild);
            ctx.Logger.LogInformation("after");
            return 0;
        });
        await execution.WhenQuietAsync().WaitAsync(HangGuard);

        await Host.CrashAsync();
        Host.Clock.Advance(Hour * 2);
        await Host.RestartAsync();
        Host.AutoAdvance = true;
        (await OutcomeOf(execution)).RequireSuccess();

        _logger.Messages.Should().Equal("waited", "after");
    }

    private static DurableTask LogInAsync(DurableContext context, string line) => context.RunInChildContextAsync(
        "empty",
        c =>
        {
            c.Logger.LogInformation("{Line}", line);
            return Task.CompletedTask;
        },
        FlatChild);

    private static async Task SleepAsync(DurableContext context, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await context.WaitAsync(Hour);
        }
    }
}
