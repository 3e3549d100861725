using DurableParallel.Contract.Hosts;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Scopes;

/// <summary>Callbacks in and across branches.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class CallbackScopeTests(ContractHostKind kind) : ContractFixture(kind)
{
    private readonly CallbackIds _ids = new();

    [Test]
    public async Task Quorum_OfApprovals_ReleasesTheOthers()
    {
        var finallys = 0;
        Host.AutoAdvance = false;
        var execution = await StartAsync(async ctx =>
        {
            await using var p = ctx.Parallel("board", c => c.MinSuccessful(2));
            var votes = Enumerable.Range(0, 5).Select(i => p.Branch($"vote-{i}", async b =>
            {
                try
                {
                    return await b.WaitForCallbackAsync<string>("vote", (id, _) => Note($"{i}", id));
                }
                finally
                {
                    Interlocked.Increment(ref finallys);
                }
            })).ToList();
            await p.JoinAsync();
            return string.Join(' ', votes.Select(v => v.TryGetResult(out var vote) ? vote : $"{v.Status}"));
        });
        for (var i = 0; i < 5; i++)
        {
            await _ids.Of($"{i}").WaitAsync(HangGuard);
        }

        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        await Host.SucceedCallbackAsync(await _ids.Of("3"), "yes");
        await Host.SucceedCallbackAsync(await _ids.Of("1"), "yes");
        var outcome = await OutcomeOf(execution);

        outcome.Value<string>().Should().Be("Canceled yes Canceled yes Canceled");
        finallys.Should().BeGreaterThanOrEqualTo(5, "finally blocks of released branches run");
        (await Host.SucceedCallbackAsync(await _ids.Of("0"), "late")).Should().Be(CallbackAnswer.Closed);
    }

    [Test]
    public async Task Complete_OfABranchThatWasReleased_IsRefusedWhileTheExecutionGoesOn()
    {
        var answer = await ValueAsync(async ctx =>
        {
            await using var p = ctx.Parallel("race", c => c.FirstSuccessful());
            p.Branch("loser", async b => await (await NotedAsync<int>(b, "loser")).GetResultAsync());
            p.Branch("winner", async b =>
            {
                await b.StepAsync("after the loser", () => _ids.Of("loser"));
                return 1;
            });
            await p.JoinAsync();
            return await ctx.StepAsync("late", async () => await Host.SucceedCallbackAsync(await _ids.Of("loser"), "2"));
        });

        answer.Should().Be(CallbackAnswer.Closed);
    }

    [Test]
    public async Task Drain_WaitsForACallback()
    {
        Host.AutoAdvance = false;
        var execution = await StartAsync(async ctx =>
        {
            await using var p = ctx.Parallel("scope", c => c.FirstSuccessful().RunningBranches(RunningBranches.Drain));
            var asked = p.Branch("asks", async b => await (await NotedAsync<int>(b, "ask")).GetResultAsync());
            p.Branch("first", async b =>
            {
                await b.StepAsync("after the callback", () => _ids.Of("ask"));
                return 1;
            });
            await p.JoinAsync();
            return asked.Result;
        });
        var id = await _ids.Of("ask").WaitAsync(HangGuard);
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        var early = execution.OutcomeAsync().IsCompleted;

        var answer = await Host.SucceedCallbackAsync(id, "8");

        early.Should().BeFalse("the scope waits for branches that are parked");
        answer.Should().Be(CallbackAnswer.Accepted);
        (await OutcomeOf(execution)).Value<int>().Should().Be(8);
    }

    [Test]
    public async Task Result_AskedForInBranchesBelow_ReachesAll()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var callback = await ctx.CreateCallbackAsync<int>("ask");
            await using var p = ctx.Parallel("scope");
            var a = p.Branch("a", async b => await callback.GetResultAsync());
            var c = p.Branch("c", b => b.RunInChildContextAsync("child", async _ => await callback.GetResultAsync()));
            p.Branch("outside", async b =>
            {
                await b.WaitAsync(TimeSpan.FromMinutes(1));
                await b.StepAsync("complete", () => Host.SucceedCallbackAsync(callback.CallbackId, "4"));
            });
            await p.JoinAsync();
            return a.Result + c.Result + await callback.GetResultAsync();
        });

        live.Should().Be(12);
        replayed.Should().Be(12);
    }

    [Test]
    public async Task Result_AskedForInAReleasedBranch_CanStillBeAskedForAbove()
    {
        var seen = await ValueAsync(async ctx =>
        {
            var callback = await NotedAsync<int>(ctx, "ask");
            await using var p = ctx.Parallel("race", c => c.FirstSuccessful());
            var slow = p.Branch("slow", async b => await callback.GetResultAsync());
            p.Branch("fast", async b =>
            {
                await b.WaitAsync(TimeSpan.FromMinutes(1));
                return 1;
            });
            await p.JoinAsync();
            var result = callback.GetResultAsync();
            await ctx.StepAsync("complete", () => Host.SucceedCallbackAsync(callback.CallbackId, "4"));
            return $"{slow.Status} {await result}";
        });

        seen.Should().Be("Canceled 4");
    }

    [Test]
    public async Task Result_AskedForInASibling_IsRefused()
    {
        DurableCallback<int>? shared = null;

        var seen = await ValueAsync(async ctx =>
        {
            await using var p = ctx.Parallel("scope", c => c.MaxConcurrency(1));
            p.Branch("creates", async b =>
            {
                shared = await b.CreateCallbackAsync<int>("ask");
                return "created";
            });
            var asks = p.Branch("asks", async b =>
            {
                await b.StepAsync("s", () => 1);
                try
                {
                    return $"{await shared!.GetResultAsync()}";
                }
                catch (InvalidOperationException exception)
                {
                    return exception.Message;
                }
            });
            await p.JoinAsync();
            return asks.Result;
        });

        seen.Should().Contain("'ask'").And.Contain("branch 'creates'");
    }

    [Test]
    public async Task Result_ThroughACombinatorOfTheFramework_IsSeen()
    {
        Host.AutoAdvance = false;
        var execution = await StartAsync(async ctx =>
        {
            var first = await NotedAsync<int>(ctx, "first");
            var second = await NotedAsync<int>(ctx, "second");
            var both = await Task.WhenAll(first.GetResultAsync(), second.GetResultAsync());
            return both[0] + both[1];
        });
        await execution.WhenQuietAsync().WaitAsync(HangGuard);

        await Host.SucceedCallbackAsync(await _ids.Of("second"), "2");
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        await Host.SucceedCallbackAsync(await _ids.Of("first"), "1");

        (await OutcomeOf(execution)).Value<int>().Should().Be(3);
    }

    [Test]
    public async Task Callbacks_InManyBranches_AllArrive()
    {
        const int Branches = 200;
        var run = await RunAsync(async ctx =>
        {
            var results = await ctx.MapAsync("ask all", Enumerable.Range(0, Branches), (b, item, _) =>
                b.WaitForCallbackAsync<int>(null, (id, _) => CompleteLater(id, item)));
            results.ThrowIfError();
            return results.GetResults().Sum();
        });

        run.Value.Should().Be(Branches * (Branches - 1) / 2);
        run.OperationsOf(OperationType.Callback).Should().HaveCount(Branches).And.OnlyContain(o => o.Record.Status == OperationStatus.Succeeded);
    }

    private Task CompleteLater(string id, int value)
    {
        _ = Task.Run(() => Host.SucceedCallbackAsync(id, $"{value}"));
        return Task.CompletedTask;
    }

    private Task Note(string name, string id)
    {
        _ids.Note(name, id);
        return Task.CompletedTask;
    }

    private async Task<DurableCallback<T>> NotedAsync<T>(DurableContext ctx, string name)
    {
        var callback = await ctx.CreateCallbackAsync<T>(name);
        _ids.Note(name, callback.CallbackId);
        return callback;
    }
}
