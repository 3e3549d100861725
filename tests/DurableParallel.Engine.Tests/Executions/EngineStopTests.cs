namespace DurableParallel.Engine.Tests;

/// <summary>Stopping an engine: from which moment on, how long, and with which threads.</summary>
[TestFixture]
[CancelAfter(60_000)]
internal sealed class EngineStopTests : EngineFixture
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Test]
    public void StopAsync_WhileBodiesTakeThePool_BeginsNothingMoreAndEndsAtItsDeadline([Values] bool isAtOnce)
    {
        var (begun, release) = (0, new ManualResetEventSlim());
        var engine = OpenAsync().GetAwaiter().GetResult();
        engine.Register<int, int>("block", (ctx, _) => ctx.StepAsync("s", () =>
        {
            Interlocked.Increment(ref begun);
            release.Wait();
            return 1;
        }));
        try
        {
            for (var i = 0; i < 8 * Environment.ProcessorCount; i++)
            {
                _ = engine.StartAsync("block", $"b-{i}", i);
            }

            SpinWait.SpinUntil(() => Volatile.Read(ref begun) > 0, Patience).Should().BeTrue();
            var stop = engine.StopAsync(isAtOnce ? TimeSpan.Zero : TimeSpan.FromHours(1));
            var before = Volatile.Read(ref begun);
            Clock.Advance(TimeSpan.FromHours(1));

            stop.Wait(Patience).Should().BeTrue("the deadline needs no thread of the pool");
            release.Set();
            OpenAsync().GetAwaiter().GetResult();
            Volatile.Read(ref begun).Should().BeLessThanOrEqualTo(before + Environment.ProcessorCount, "those that were on their way at the call at most");
        }
        finally
        {
            release.Set();
        }
    }

    [Test]
    public async Task StopAsync_AFurtherStepOfAFunctionThatRuns_DoesNotBegin()
    {
        var gate = new TaskCompletionSource();
        var bodies = 0;
        var engine = await OpenAsync();
        engine.Register<int, int>("two", async (ctx, _) =>
        {
            await ctx.StepAsync("first", async () =>
            {
                Interlocked.Increment(ref bodies);
                await gate.Task;
            });
            return await ctx.StepAsync("second", () => Interlocked.Increment(ref bodies));
        });
        await engine.StartAsync("two", "e", 1);
        SpinWait.SpinUntil(() => Volatile.Read(ref bodies) == 1, Patience).Should().BeTrue();

        var stop = engine.StopAsync();
        await engine.Awaiting(e => e.StartAsync("two", "f", 1)).Should().ThrowAsync<EngineStoppedException>();
        gate.SetResult();
        await stop;

        bodies.Should().Be(1);
        var reopened = await OpenAsync();
        reopened.Register<int, int>("two", async (ctx, _) =>
        {
            await ctx.StepAsync("first", () => Task.CompletedTask);
            return await ctx.StepAsync("second", () => 7);
        });
        (await (await reopened.FindAsync("e"))!.GetResultAsync<int>()).Should().Be(7);
    }

    [Test]
    public async Task StopAsync_AfterALosingStepHasEndedByItsToken_WaitsForNothing()
    {
        var (begun, lost) = (new TaskCompletionSource(), new TaskCompletionSource());
        var engine = await OpenAsync();
        engine.Register<int, int>("race", async (ctx, _) =>
        {
            await using (var p = ctx.Parallel("scope", c => c.FirstSuccessful()))
            {
                p.Branch("loser", b => b.StepAsync("s", async step =>
                {
                    begun.SetResult();
                    try
                    {
                        await Task.Delay(Timeout.InfiniteTimeSpan, step.CancellationToken);
                    }
                    finally
                    {
                        lost.SetResult();
                    }

                    return 1;
                }));
                p.Branch("winner", async b =>
                {
                    await begun.Task;
                    return await b.StepAsync("s", () => 2);
                });
                await p.JoinAsync();
            }

            await ctx.WaitAsync(TimeSpan.FromDays(1));
            return 1;
        });
        await engine.StartAsync("race", "e", 1);
        await lost.Task.WaitAsync(Patience);

        await engine.StopAsync(Timeout.InfiniteTimeSpan).WaitAsync(Patience);
    }

    [Test]
    public async Task StopAsync_AfterAStepThatItsContextHasLeftBehindHasEnded_WaitsForNothing()
    {
        var (hasLeft, mayEnd, ended) = (new TaskCompletionSource(), new TaskCompletionSource(), new TaskCompletionSource());
        var engine = await OpenAsync();
        engine.Register<int, int>("leave", async (ctx, _) =>
        {
            await ctx.RunInChildContextAsync("child", async Task (child) =>
            {
                var behind = child.StepAsync("left", async Task () =>
                {
                    await mayEnd.Task;
                    ended.SetResult();
                });
                await child.StepAsync("other", () => 1);
            });
            hasLeft.SetResult();
            await ctx.WaitAsync(TimeSpan.FromDays(1));
            return 1;
        });
        var execution = await engine.StartAsync("leave", "e", 1);
        var left = await Task.WhenAny(hasLeft.Task, execution.GetResultAsync<int>()).WaitAsync(Patience);
        Assume.That(left, Is.SameAs(hasLeft.Task), "leaving a step behind is an error of its own");
        mayEnd.SetResult();
        await ended.Task.WaitAsync(Patience);

        await engine.StopAsync(Timeout.InfiniteTimeSpan).WaitAsync(Patience);
    }

    private static IEnumerable<TimeSpan?> Endless => [null, Timeout.InfiniteTimeSpan, TimeSpan.MaxValue, TimeSpan.FromDays(50)];

    [TestCaseSource(nameof(Endless))]
    public async Task StopAsync_AnyLongTime_LetsTheStepEnd(TimeSpan? timeout)
    {
        var (engine, gate) = await BeginStepAsync();

        var stop = engine.StopAsync(timeout);
        Clock.Advance(TimeSpan.FromDays(49));
        gate.SetResult();
        await stop;

        (await ReopenAsync()).Should().Be(1, "the step has ended and is on record");
    }

    [Test]
    public async Task StopAsync_ANegativeTime_IsRefusedByTheTaskAndStopsNothing()
    {
        var (engine, gate) = await BeginStepAsync();

        var refused = engine.StopAsync(TimeSpan.FromSeconds(-2));

        (await refused.Awaiting(task => task).Should().ThrowAsync<ArgumentOutOfRangeException>()).Which.Message.Should().Contain("timeout").And.Contain("-00:00:02");
        gate.SetResult();
        (await (await engine.FindAsync("e"))!.GetResultAsync<int>()).Should().Be(1);
    }

    [Test]
    public async Task StopAsync_TokenIsSignalled_EndsTheWaitingAndStopsAllTheSame()
    {
        var (engine, gate) = await BeginStepAsync();
        using var source = new CancellationTokenSource();

        var stop = engine.StopAsync(cancellationToken: source.Token);
        await source.CancelAsync();
        await stop.Awaiting(task => task).Should().ThrowAsync<OperationCanceledException>();
        gate.SetResult();
        await engine.StopAsync();

        (await ReopenAsync()).Should().Be(1, "the step could end, as without a token");
    }

    [Test]
    public async Task StopAsync_CalledAgain_IsCutAtTheEarliestTimeout()
    {
        var (engine, _) = await BeginStepAsync();

        var stop = engine.StopAsync();
        var shorter = engine.StopAsync(TimeSpan.FromMinutes(1));
        var longer = engine.StopAsync(TimeSpan.FromDays(1));
        shorter.IsCompleted.Should().BeFalse();
        Clock.Advance(TimeSpan.FromMinutes(1));
        await Task.WhenAll(stop, shorter, longer);

        (await ReopenAsync()).Should().Be(2, "the step was cut and runs again");
    }

    [Test]
    public async Task DisposeAsync_WhileAStopWaits_CutsTheSteps()
    {
        var (engine, _) = await BeginStepAsync();
        var stop = engine.StopAsync();

        await engine.DisposeAsync();
        await stop;

        (await ReopenAsync()).Should().Be(2);
    }

    /// <summary>An execution whose only step runs and gives 1 when the gate is opened.</summary>
    private async Task<(DurableEngine Engine, TaskCompletionSource Gate)> BeginStepAsync()
    {
        var gate = new TaskCompletionSource();
        var begun = new TaskCompletionSource();
        var engine = await OpenAsync();
        engine.Register<int, int>("step", (ctx, _) => ctx.StepAsync("s", async () =>
        {
            begun.SetResult();
            await gate.Task;
            return 1;
        }));
        await engine.StartAsync("step", "e", 0);
        await begun.Task;
        return (engine, gate);
    }

    /// <summary>What the execution gives in another engine, where its step gives 2.</summary>
    private async Task<int> ReopenAsync()
    {
        var engine = await OpenAsync();
        engine.Register<int, int>("step", (ctx, _) => ctx.StepAsync("s", () => Task.FromResult(2)));
        return await (await engine.FindAsync("e"))!.GetResultAsync<int>();
    }
}
