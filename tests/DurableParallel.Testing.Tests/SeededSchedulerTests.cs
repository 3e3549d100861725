using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Testing.Tests;

internal sealed class SeededSchedulerTests
{
    [Test]
    public void RunUntilIdle_SameSeed_SameOrder()
    {
        var first = OrderOf(7, 40);
        var second = OrderOf(7, 40);

        second.Should().Equal(first);
    }

    [Test]
    public void RunUntilIdle_ManySeeds_ReachEveryOrderOfThreeItems()
    {
        var orders = Enumerable.Range(0, 200).Select(seed => string.Concat(OrderOf(seed, 3))).Distinct().ToList();

        orders.Should().BeEquivalentTo("012", "021", "102", "120", "201", "210");
    }

    [Test]
    public void RunUntilIdle_ItemsThatQueueItems_RunsAllOfThem()
    {
        var scheduler = new SeededScheduler(1);
        var runs = 0;
        scheduler.Queue(new Item(() =>
        {
            runs++;
            scheduler.Queue(new Item(() =>
            {
                runs++;
                scheduler.Queue(new Item(() => runs++));
            }));
        }));

        var count = scheduler.RunUntilIdle();

        runs.Should().Be(3);
        count.Should().Be(3);
        scheduler.Executed.Should().Be(3);
    }

    [Test]
    public void Queue_FromOutside_RunsNothingOnTheCallersStack()
    {
        var scheduler = new SeededScheduler(1);
        var ran = false;

        scheduler.Queue(new Item(() => ran = true));

        ran.Should().BeFalse();
    }

    [Test]
    public void Item_CallerWithContexts_RunsWithFreshOnes()
    {
        var local = new AsyncLocal<string> { Value = "callers" };
        var scheduler = new SeededScheduler(1);
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
        try
        {
            string? seenLocal = "unset";
            SynchronizationContext? seenContext = SynchronizationContext.Current;
            scheduler.Queue(new Item(() =>
            {
                seenLocal = local.Value;
                seenContext = SynchronizationContext.Current;
                local.Value = "items";
            }));

            scheduler.RunUntilIdle();

            seenLocal.Should().BeNull();
            seenContext.Should().BeNull();
            local.Value.Should().Be("callers");
            SynchronizationContext.Current.Should().NotBeNull();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    [Test]
    public void Item_Throwing_SurfacesAndLeavesTheRestQueued()
    {
        var scheduler = new SeededScheduler(1);
        scheduler.Queue(new Item(() => throw new InvalidDataException("broken item")));

        var act = () => scheduler.RunUntilIdle();

        act.Should().Throw<InvalidDataException>().WithMessage("broken item");
        scheduler.RunUntilIdle().Should().Be(0);
    }

    [Test]
    public async Task RunUntil_ItemsQueuedFromOtherThreads_RunsThemUntilTheTaskEnds()
    {
        var scheduler = new SeededScheduler(1);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var left = 1000;
        var pump = Task.Factory.StartNew(() => scheduler.RunUntil(done.Task), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        Parallel.For(0, 1000, _ => scheduler.Queue(new Item(() =>
        {
            left--;
            if (left == 0)
            {
                done.SetResult();
            }
        })));
        await pump.WaitAsync(TimeSpan.FromSeconds(30));

        left.Should().Be(0, "items never run at the same time, so an unguarded counter is exact");
    }

    [Test]
    public void RunUntil_TaskThatHasEnded_RunsNothing()
    {
        var scheduler = new SeededScheduler(1);
        var ran = false;
        scheduler.Queue(new Item(() => ran = true));

        scheduler.RunUntil(Task.CompletedTask);

        ran.Should().BeFalse();
    }

    [Test]
    public void RunUntil_Canceled_Throws()
    {
        var scheduler = new SeededScheduler(1);
        using var source = new CancellationTokenSource();
        scheduler.Queue(new Item(source.Cancel));

        var act = () => scheduler.RunUntil(new TaskCompletionSource().Task, source.Token);

        act.Should().Throw<OperationCanceledException>();
    }

    private static List<int> OrderOf(int seed, int items)
    {
        var scheduler = new SeededScheduler(seed);
        var order = new List<int>();
        for (var i = 0; i < items; i++)
        {
            var number = i;
            scheduler.Queue(new Item(() => order.Add(number)));
        }

        scheduler.RunUntilIdle();
        return order;
    }

    private sealed class Item(Action action) : IThreadPoolWorkItem
    {
        public void Execute() => action();
    }
}
