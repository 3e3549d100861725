using DurableParallel.Contract.Hosts;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Running;

/// <summary>Operations that are awaited in another context than the one that has started them: the context that awaits parks.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class AwaitElsewhereTests(ContractHostKind kind) : ContractFixture(kind)
{
    // Compensations do not run again on replay.
    private string _compensated = "";

    public enum Body
    {
        Branch,
        FlatBranch,
        MapItem,
        Child,
        RetriedBlock,
        Compensation,
    }

    public enum Way
    {
        Await,
        ConfigureAwait,
        Returned,
        WhenAll,
        WhenAllSettled,
        WhenAny,
        AwaitAsTask,
        TaskWhenAll,
        AsyncHelper,
    }

    /// <summary>The operation ends only when the clock moves on, which it does only where the execution is taken for parked.</summary>
    [Test]
    public async Task OperationOfTheParent_AwaitedBelow_ParksTheExecution([Values] Body body, [Values] Way way)
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var customer = ctx.StepAsync(
                "customer",
                s => s.Attempt < 2 ? throw new InvalidDataException("busy") : "Ada",
                new StepConfig { Retry = RetryStrategy.Fixed(2, TimeSpan.FromHours(3)) });
            var helper = HelpAsync(customer);
            return await RunInAsync(body, ctx, b => way == Way.Returned ? customer : AwaitAsync(way, b, customer, helper));
        });

        live.Should().Be("Ada");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task FutureOfTheParent_AwaitedBelow_ParksTheExecution([Values] Body body, [Values(Way.Await, Way.WhenAll, Way.TaskWhenAll)] Way way)
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            await using var p = ctx.Parallel("scope");
            var branch = p.Branch("customer", async b =>
            {
                await b.WaitAsync(TimeSpan.FromHours(3));
                return "Ada";
            });
            var join = p.JoinAsync();
            var customer = branch.AsTask();
            var value = await RunInAsync(body, ctx, b => AwaitAsync(way, b, customer, customer));
            await join;
            return value;
        });

        live.Should().Be("Ada");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Operation_AwaitedInAnotherContext_ThrowsThereWhatItEndedWith()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var broken = ctx.RunInChildContextAsync<int>("broken", async c =>
            {
                await c.WaitAsync(TimeSpan.FromHours(1));
                throw new InvalidDataException("broken");
            });
            return await ctx.RunInChildContextAsync("child", async _ =>
            {
                try
                {
                    return $"{await broken}";
                }
                catch (ChildContextFailedException failed)
                {
                    return failed.Message;
                }
            });
        });

        live.Should().Be("broken");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Operation_AwaitedInAnotherContext_IsSeenByTheClockOfThatContext()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var begin = ctx.UtcNow;
            var pause = ctx.WaitAsync("pause", TimeSpan.FromHours(1));
            var child = ctx.RunInChildContextAsync("child", async c =>
            {
                await pause;
                var seen = c.UtcNow - begin;
                await c.WaitAsync(TimeSpan.FromHours(1));
                return $"{seen.TotalHours}";
            });
            return $"{await child} {(ctx.UtcNow - begin).TotalHours}";
        });

        live.Should().Be("1 2");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task OperationOfASibling_AwaitedInABranch_ParksTheExecution()
    {
        var value = await ValueAsync(async ctx =>
        {
            var hasBegun = new Gate();
            DurableTask? pause = null;
            await using var p = ctx.Parallel("scope");
            p.Branch("first", async b =>
            {
                pause = b.WaitAsync("pause", TimeSpan.FromHours(1));
                hasBegun.Open();
                await pause;
            });
            var second = p.Branch("second", async b =>
            {
                await hasBegun.Opened;
                await pause!;
                return b.UtcNow;
            });
            await p.JoinAsync();
            return second.Result - ctx.UtcNow <= TimeSpan.Zero;
        });

        value.Should().BeTrue();
    }

    [Test]
    public async Task OperationOfTheParent_AwaitedByALoser_IsReleasedWithIt([Values(Way.Await, Way.WhenAll)] Way way)
    {
        Host.AutoAdvance = false;

        var value = await ValueAsync(async ctx =>
        {
            var waiting = new Gate();
            var slow = ctx.RunInChildContextAsync("slow", async c =>
            {
                await c.WaitAsync(TimeSpan.FromDays(1));
                return "slow";
            });
            var p = ctx.Parallel("scope", c => c.FirstSuccessful());
            var winner = p.Branch("winner", b => b.StepAsync("s", () => waiting.Opened));
            var loser = p.Branch("loser", b =>
            {
                var awaited = AwaitAsync(way, b, slow, slow);
                waiting.Open();
                return awaited;
            });
            await p.JoinAsync();
            return $"{winner.Status} {loser.Status} {slow.IsCompleted}";
        });

        value.Should().Be("Succeeded Canceled False");
    }

    [Test]
    public async Task Join_AwaitedByABranchOfItsScope_IsANamedDeadlock()
    {
        var message = await ValueAsync(async ctx =>
        {
            DurableTask<ParallelResult>? join = null;
            var hasBegun = new Gate();
            var p = ctx.Parallel("scope", c => c.AllCompleted());
            var branch = p.Branch("circle", async _ =>
            {
                await hasBegun.Opened;
                return (await join!).SuccessCount;
            });
            join = p.JoinAsync();
            hasBegun.Open();
            await join;
            return branch.Error?.ErrorMessage;
        });

        message.Should().StartWith("Deadlock:").And.Contain("branch 'circle' waits for the parallel scope 'scope'");
    }

    [Test]
    public async Task OperationLeftBehindByAChild_AwaitedElsewhere_IsRefused([Values] bool byAnotherChild)
    {
        var message = await ValueAsync(async ctx =>
        {
            DurableTask? pause = null;
            await ctx.RunInChildContextAsync("child", c =>
            {
                pause = c.WaitAsync("pause", TimeSpan.FromDays(1));
                return Task.CompletedTask;
            });
            return byAnotherChild
                ? await ctx.RunInChildContextAsync("other", _ => MessageOfAwaitAsync(pause!))
                : await MessageOfAwaitAsync(pause!);
        });

        message.Should().Contain("child context 'child' has left behind: pause").And.EndWith("[DP1021] docs/errors/DP1021.md");
    }

    private async Task<string> RunInAsync(Body body, DurableContext ctx, Func<DurableContext, Task<string>> code)
    {
        switch (body)
        {
            case Body.Branch or Body.FlatBranch:
                var p = ctx.Parallel("bodies", c => c.Nesting(body == Body.Branch ? NestingType.Nested : NestingType.Flat));
                var branch = p.Branch("branch", code);
                await p.JoinAsync();
                return branch.Result;
            case Body.MapItem:
                return (await ctx.MapAsync("bodies", [1], (b, _, _) => code(b))).GetResults()[0];
            case Body.Child:
                return await ctx.RunInChildContextAsync("body", code);
            case Body.RetriedBlock:
                return await ctx.WithRetryAsync("body", (b, _) => code(b), RetryStrategy.None);
            default:
                return await CompensateAsync(ctx, code);
        }
    }

    private async Task<string> CompensateAsync(DurableContext ctx, Func<DurableContext, Task<string>> code)
    {
        var p = ctx.Parallel("bodies", c => c.MaxConcurrency(1));
        p.Branch("done", _ => Task.FromResult(1), new BranchOptions<int> { Compensate = async (b, _) => _compensated = await code(b) });
        p.Branch<int>("bad", _ => throw new InvalidDataException("bad"));
        await p.SettleAsync();
        return _compensated;
    }

    private static async Task<string> AwaitAsync(Way way, DurableContext b, DurableTask<string> operation, Task<string> helper)
    {
        switch (way)
        {
            case Way.Await:
                return await operation;
            case Way.ConfigureAwait:
                return await operation.ConfigureAwait(false);
            case Way.WhenAll:
                return (await b.WhenAllAsync<string>(operation))[0];
            case Way.WhenAllSettled:
                await b.WhenAllSettledAsync(operation);
                return await operation;
            case Way.WhenAny:
                await b.WhenAnyAsync(operation);
                return await operation;
            case Way.AwaitAsTask:
                Task<string> plain = operation;
                return await plain;
            case Way.TaskWhenAll:
                return (await Task.WhenAll((Task<string>)operation))[0];
            default:
                return await helper;
        }
    }

    private static async Task<string> MessageOfAwaitAsync(DurableTask operation)
    {
        try
        {
            await operation;
            return "nothing thrown";
        }
        catch (InvalidOperationException refused)
        {
            return refused.Message;
        }
    }

    private static async Task<string> HelpAsync(DurableTask<string> operation) => await operation;
}
