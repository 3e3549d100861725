using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using DurableParallel.Contract.Hosts;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Running;

/// <summary>
/// A failure that the library was given, or that it has told in its own way, is none that the process has not observed;
/// not once, and not once more on each replay.
/// </summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
[NonParallelizable]
internal sealed class UnobservedFailureTests(ContractHostKind kind) : ContractFixture(kind)
{
    private static readonly StepConfig Once = new() { Retry = RetryStrategy.None };

    public static IEnumerable<TestCaseData> Codes() =>
    [
        Code("all settled", static async (c, mark) => await c.WhenAllSettledAsync(Fails(c, mark), c.StepAsync("ok", static () => 1))),
        Code("all, caught", static async (c, mark) => await CaughtAsync(c.WhenAllAsync(Fails(c, mark), Fails(c, mark)))),
        Code("all with values, caught", static async (c, mark) => await CaughtAsync(c.WhenAllAsync(FailsWithValue(c, mark), FailsWithValue(c, mark)))),
        Code("a race with a loser that fails", static async (c, mark) =>
        {
            var loser = Fails(c, mark);
            await c.WhenAnyAsync(c.StepAsync("ok", static () => 1), loser);
        }),
        Code("a race with a winner that fails", static async (c, mark) => await c.WhenAnyAsync(Fails(c, mark), c.WaitAsync(TimeSpan.FromDays(1)))),
        Code("all of a race, never awaited", static async (c, mark) =>
        {
            _ = c.WhenAllAsync(Fails(c, mark));
            await c.WaitAsync(TimeSpan.FromMinutes(1));
        }),
        Code("never awaited", static async (c, mark) =>
        {
            _ = Fails(c, mark);
            await c.WaitAsync(TimeSpan.FromMinutes(1));
        }),
        Code("a future's task, never awaited", static async (c, mark) =>
        {
            await using var scope = c.Parallel("scope");
            var branch = scope.Branch("fails", b => Fails(b, mark));
            await scope.SettleAsync();
            _ = branch.AsTask();
        }),
        Code("a future read by its status", static async (c, mark) =>
        {
            await using var scope = c.Parallel("scope");
            var branch = scope.Branch("fails", b => Fails(b, mark));
            await scope.SettleAsync();
            branch.Status.Should().Be(BranchStatus.Failed);
        }),
        Code("a join beside a settled one", static async (c, mark) =>
        {
            await using var scope = c.Parallel("scope");
            scope.Branch("fails", b => Fails(b, mark));
            _ = scope.JoinAsync();
            await scope.SettleAsync();
        }),
        Code("a callback's result, never awaited", static async (c, mark) =>
        {
            var callback = await c.CreateCallbackAsync<int>(mark, new CallbackConfig { Timeout = TimeSpan.FromMinutes(1) });
            _ = callback.GetResultAsync();
            await c.WaitAsync(TimeSpan.FromMinutes(2));
        }),
        Code("a child, never awaited", static async (c, mark) =>
        {
            _ = c.RunInChildContextAsync("child", child => Fails(child, mark));
            await c.WaitAsync(TimeSpan.FromMinutes(1));
        }),
    ];

    [TestCaseSource(nameof(Codes))]
    public async Task Failure_ThatTheLibraryWasGiven_IsObserved(Func<DurableContext, string, Task> code)
    {
        var mark = $"mark {Guid.NewGuid()}";
        var unobserved = new ConcurrentQueue<string>();
        void OnUnobserved(object? sender, UnobservedTaskExceptionEventArgs e)
        {
            if (e.Exception.InnerException is DurableException)
            {
                unobserved.Enqueue(e.Exception.InnerException.ToString());
                e.SetObserved();
            }
        }

        // What other tests have left is told before.
        Collect();
        TaskScheduler.UnobservedTaskException += OnUnobserved;
        try
        {
            await RunWithReplaysAsync(code, mark);
            Collect();
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= OnUnobserved;
        }

        unobserved.Should().BeEmpty();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task RunWithReplaysAsync(Func<DurableContext, string, Task> code, string mark)
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            await code(ctx, mark);
            await ctx.WaitAsync(TimeSpan.FromHours(1));
            return 1;
        });
        (live, replayed).Should().Be((1, 1));
        await Host.CrashAsync();
    }

    private static void Collect()
    {
        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    private static TestCaseData Code(string name, Func<DurableContext, string, Task> code) => new TestCaseData(code).SetArgDisplayNames(name);

    private static DurableTask Fails(DurableContext context, string mark) => context.StepAsync("fails", () => throw new InvalidDataException(mark), Once);

    private static DurableTask<int> FailsWithValue(DurableContext context, string mark) =>
        context.StepAsync<int>("fails", new Func<int>(() => throw new InvalidDataException(mark)), Once);

    private static async Task CaughtAsync(Task task)
    {
        try
        {
            await task;
        }
        catch (StepFailedException)
        {
            // Seen.
        }
    }
}
