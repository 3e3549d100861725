using System.Collections.Concurrent;
using DurableParallel.Contract.Hosts;
using DurableParallel.Records;
using DurableParallel.Testing;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Scopes;

/// <summary>What waits for the outside, inside what has no record, runs again, undoes or is released.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class SeamTests(ContractHostKind kind) : ContractFixture(kind)
{
    private static readonly ChildContextConfig FlatChild = new() { Nesting = NestingType.Flat };

    private static readonly StepConfig Once = new() { Retry = RetryStrategy.None };

    // Each operation alone is crashed at every checkpoint elsewhere.
    private const int Stride = 3;

    private readonly ConcurrentQueue<Task<CallbackAnswer>> _outside = new();

    [Test]
    public async Task FlatBranches_WithEverythingThatWaits_ComeToTheSameOverCrashes() =>
        await CrashEverywhereAsync(async ctx =>
        {
            var p = ctx.Parallel("flat", new ParallelConfig { Nesting = NestingType.Flat, Completion = CompletionConfig.AllCompleted() });
            var all = p.Branch("everything", EverythingAsync);
            var child = p.Branch("child", b => b.RunInChildContextAsync("flat child", EverythingAsync, FlatChild));
            await p.JoinAsync();
            return $"{all.Result}|{child.Result}|{ctx.UtcNow > default(DateTimeOffset)}";
        });

    [Test]
    public async Task LargeChild_WithEverythingThatWaits_ComesToTheSameOverCrashes([Values] NestingType nesting) =>
        await CrashEverywhereAsync(async ctx =>
        {
            var large = await LargeAsync(ctx, nesting);
            await ctx.WaitAsync(TimeSpan.FromSeconds(1));
            return $"{large.TrimEnd()} {large.Length}";
        });

    [Test]
    public async Task LargeChild_WithEverythingThatWaits_RunsAgainToTheSame([Values] NestingType nesting)
    {
        RegisterInvoked();

        var (live, replayed) = await LiveAndReplayedAsync(async ctx => $"{await LargeAsync(ctx, nesting)} {ctx.UtcNow.Ticks}");

        replayed.Should().Be(live);
    }

    [Test]
    public async Task LargeResults_OfCallbacksAndRetriedBlocks_RunAgainToTheSame()
    {
        var answered = Large("a")[..Math.Min(Large("a").Length, Host.Traits.MaxCallbackPayload / 2)];
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var first = true;
            var answer = await ctx.WaitForCallbackAsync<string>("ask", (id, _) => Outside(() => Host.SucceedCallbackAsync(id, $"\"{answered}\"")));
            var block = await ctx.WithRetryAsync(
                "block",
                async (b, attempt) => Large(await b.StepAsync("s", () => attempt == 1 ? throw new InvalidDataException("once") : $"{attempt}", Once)),
                RetryStrategy.Exponential(3, TimeSpan.FromSeconds(5)));
            first = false;
            return $"{answer.Length} {block.TrimEnd()} {first} {ctx.UtcNow.Ticks}";
        });

        live.Should().Contain(" 2 ");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task TimeUp_WhateverTheBranchesWaitFor_ReleasesThemAll([Values] NestingType nesting)
    {
        RegisterInvoked();
        var released = new ConcurrentQueue<string>();

        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var p = ctx.Parallel("scope", new ParallelConfig { Nesting = nesting, Timeout = TimeSpan.FromMinutes(1) });
            RegisterWaiting(p, released);
            var result = await p.SettleAsync();
            return $"{result.CompletionReason} {string.Join(' ', result.Branches.Select(b => $"{b.Name}:{b.Status}"))} {ctx.UtcNow.Ticks}";
        });

        live.Should().StartWith("TimedOut ").And.NotContain("Succeeded").And.NotContain("Failed");
        replayed.Should().Be(live);
        released.Distinct().Count().Should().BeOneOf([8, 0], "branches that run are all released; those of an execution that is not in memory do not run again for it");
    }

    [Test]
    public async Task TimeUp_WithDrain_AwaitsWhateverTheBranchesWaitFor([Values] NestingType nesting)
    {
        RegisterInvoked();

        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var p = ctx.Parallel("scope", new ParallelConfig { Nesting = nesting, Timeout = TimeSpan.FromSeconds(1), RunningBranches = RunningBranches.Drain });
            p.Branch("everything", EverythingAsync);
            var result = await p.SettleAsync();
            return $"{result.CompletionReason} {string.Join(' ', result.Branches.Select(b => $"{b.Name}:{b.Status}"))} {ctx.UtcNow.Ticks}";
        });

        live.Should().StartWith("TimedOut everything:Succeeded");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Compensations_WithEverythingThatWaits_ComeToTheSameOverCrashes([Values] NestingType nesting) =>
        await CrashEverywhereAsync(ctx => FailAndUndoAsync(ctx, nesting));

    [Test]
    public async Task Compensations_WithEverythingThatWaits_ReplayToTheSame([Values] NestingType nesting)
    {
        RegisterInvoked();

        var (live, replayed) = await LiveAndReplayedAsync(async ctx => $"{await FailAndUndoAsync(ctx, nesting)} {ctx.UtcNow.Ticks}");

        live.Should().StartWith("0 errors");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task NestedFlatScopes_BelowALargeBranch_ComeToTheSameOverCrashes() =>
        await CrashEverywhereAsync(async ctx =>
        {
            var p = ctx.Parallel("outer", new ParallelConfig { Completion = CompletionConfig.AllCompleted() });
            var large = p.Branch("large", async b =>
            {
                var q = b.Parallel("inner", new ParallelConfig { Nesting = NestingType.Flat, MinSuccessful = 1, Timeout = TimeSpan.FromDays(1) });
                var winner = q.Branch("winner", async i => await i.InvokeAsync<int, int>(null, "invoked", 1));
                q.Branch("loser", async i => await (await i.CreateCallbackAsync<int>("never")).GetResultAsync());
                await q.JoinAsync();
                return Large($"{winner.Result}");
            });
            var sibling = p.Branch("sibling", async b => $"{(await large.AsTask()).Length} {await b.StepAsync("s", () => 1)}");
            await p.JoinAsync();
            await ctx.WaitAsync(TimeSpan.FromSeconds(1));
            return $"{large.Result.TrimEnd()} {sibling.Result}";
        });

    private static string Large(string text) => text.PadRight(PayloadLimits.ContextBytes);

    private static WaitForConditionConfig<int> CountTo(int end) =>
        new() { InitialState = 0, Strategy = WaitStrategy<int>.Fixed(until: n => n >= end, TimeSpan.FromSeconds(3)) };

    private Task<string> LargeAsync(DurableContext ctx, NestingType nesting) =>
        ctx.RunInChildContextAsync("large", async c => Large(nesting == NestingType.Flat
            ? await c.RunInChildContextAsync("flat", EverythingAsync, FlatChild)
            : await EverythingAsync(c)));

    private async Task<string> FailAndUndoAsync(DurableContext ctx, NestingType nesting)
    {
        var p = ctx.Parallel("trip", new ParallelConfig { Nesting = nesting });
        p.Branch("open", async b => await b.InvokeAsync<int, int>(null, "slow", 1));
        var done = p.Branch("done", b => b.StepAsync("s", () => 7), new BranchOptions<int> { Compensate = async (c, value) => await EverythingAsync(c) });
        p.Branch("broken", async b =>
        {
            await done.AsTask();
            await b.WaitAsync(TimeSpan.FromSeconds(1));
            throw new InvalidDataException("broken");
        });
        try
        {
            await p.JoinAsync();
            return "not thrown";
        }
        catch (ParallelExecutionException failed)
        {
            return $"{failed.Result.CompensationErrors.Count} errors {string.Join(' ', failed.Result.Branches.Select(b => b.Status))} {await ctx.StepAsync("after", () => 1)}";
        }
    }

    private async Task<string> EverythingAsync(DurableContext ctx)
    {
        var seen = new List<string>();
        var early = await ctx.CreateCallbackAsync<int>("early");
        await ctx.StepAsync("hand out", () => Outside(() => Host.SucceedCallbackAsync(early.CallbackId, "1")));
        seen.Add(await ctx.WaitForCallbackAsync<string>("approve", (id, _) => Outside(() => Host.SucceedCallbackAsync(id, "yes"))));
        seen.Add($"{await ctx.InvokeAsync<int, int>(null, "invoked", 3)}");
        seen.Add($"{await ctx.WaitForConditionAsync("count", (n, _) => Task.FromResult(n + 1), CountTo(3))}");
        var never = await ctx.CreateCallbackAsync<int>("never");
        var result = never.GetResultAsync();
        seen.Add($"{await ctx.WhenAnyAsync(result, ctx.WaitAsync("short", TimeSpan.FromSeconds(2)), ctx.WaitAsync("long", TimeSpan.FromDays(1)))}");
        seen.Add(await ctx.WithRetryAsync(
            "block",
            async (b, attempt) => await b.StepAsync("s", () => attempt == 1 ? throw new InvalidDataException("once") : $"attempt {attempt}", Once),
            RetryStrategy.Fixed(3, TimeSpan.FromSeconds(4))));
        var both = await ctx.WhenAllAsync(early.GetResultAsync(), ctx.StepAsync("two", () => 2));
        seen.Add(string.Join('+', both));
        return string.Join('|', seen);
    }

    private static void RegisterWaiting(ParallelContext p, ConcurrentQueue<string> released)
    {
        Add("callback", async b => await (await b.CreateCallbackAsync<int>("c")).GetResultAsync());
        Add("ask", async b => await b.WaitForCallbackAsync<int>("c", (_, _) => Task.CompletedTask));
        Add("invoke", async b => await b.InvokeAsync<int, int>(null, "slow", 1));
        Add("condition", async b => await b.WaitForConditionAsync("never", (n, _) => Task.FromResult(n), CountTo(1)));
        Add("race", async b => await b.WhenAnyAsync(b.WaitAsync(TimeSpan.FromDays(1)), b.InvokeAsync<int, int>(null, "slow", 1)));
        Add("all", async b => await b.WhenAllAsync(b.WaitAsync(TimeSpan.FromDays(1)), b.WaitAsync(TimeSpan.FromSeconds(1))));
        Add("block", async b => await b.WithRetryAsync("r", (c, _) => c.StepAsync<int>("s", () => throw new InvalidDataException(), Once), RetryStrategy.Fixed(1000, TimeSpan.FromDays(1))));
        Add("child", async b => await b.RunInChildContextAsync("flat", c => c.WaitAsync(TimeSpan.FromDays(1)), FlatChild));

        void Add(string name, Func<DurableContext, Task> wait) => p.Branch(name, async b =>
        {
            try
            {
                await wait(b);
            }
            catch (OperationCanceledException)
            {
                released.Enqueue(name);
                throw;
            }
        });
    }

    private async Task CrashEverywhereAsync(Func<DurableContext, Task<string>> code)
    {
        RegisterInvoked();
        var undisturbed = FaultPlan.CountOnly();
        var expected = (await RunAsync(code, undisturbed)).Value;

        for (var k = 1; k <= undisturbed.Checkpoints; k += Stride)
        {
            var plan = FaultPlan.CrashAfter(k);
            var run = await RunAsync(code, plan);

            run.Value.Should().Be(expected, "of {0}", plan);
            run.Execution.Updates.Where(u => u.Action is OperationAction.Succeed or OperationAction.Fail).GroupBy(u => u.Hex)
                .Should().NotContain(g => g.Count() > 1, "of {0}: every operation ends once", plan);
            run.Execution.Updates.Where(u => u.Action == OperationAction.Start && u.Type != OperationType.Step).GroupBy(u => u.Hex)
                .Should().NotContain(g => g.Count() > 1, "of {0}: nothing but a step starts twice", plan);
        }

        await Task.WhenAll(_outside).WaitAsync(HangGuard);
    }

    private void RegisterInvoked()
    {
        Host.Register("invoked", DurableFunction.Create<int, int>(async (ctx, x) =>
        {
            await ctx.WaitAsync(TimeSpan.FromSeconds(1));
            return x + 1;
        }));
        Host.Register("slow", DurableFunction.Create<int, int>(async (ctx, x) =>
        {
            await ctx.WaitAsync(TimeSpan.FromDays(1));
            return x + 1;
        }));
    }

    /// <summary>Somebody who has the id from now on, and does not give up when the host is away.</summary>
    private Task Outside(Func<Task<CallbackAnswer>> action)
    {
        _outside.Enqueue(Task.Run(action));
        return Task.CompletedTask;
    }
}
