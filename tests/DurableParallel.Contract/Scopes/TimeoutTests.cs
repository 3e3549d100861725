using DurableParallel.Contract.Hosts;
using DurableParallel.Records;
using DurableParallel.Testing;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Scopes;

/// <summary>The time that a scope may take.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class TimeoutTests(ContractHostKind kind) : ContractFixture(kind)
{
    [Test]
    public async Task TimeUp_ReleasesWhatIsParkedAndSkipsTheRest([Values] NestingType nesting)
    {
        var (live, replayed) = await LiveAndReplayedAsync(ctx => OutcomeAsync(ctx, nesting));

        live.Should().Be("TimedOut False Succeeded Canceled Skipped 2");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task TimeUp_ScopeOnRecord_HasItsDeadlineFirst()
    {
        var begin = Host.Clock.GetUtcNow();
        var run = await RunAsync(ctx => OutcomeAsync(ctx, NestingType.Nested));

        var scope = run.Operation("scope");
        var deadline = run.Execution.Operations[1];
        deadline.Should().BeEquivalentTo(new { OperationId.DeadlineOf(new OperationId(null, 1)).Hex, ParentHex = scope.Hex, Name = (string?)null });
        deadline.Record.Should().BeEquivalentTo(new { Type = OperationType.Wait, SubType = OperationSubTypes.Wait, Status = OperationStatus.Succeeded });
        (deadline.Record.EndTimestamp!.Value - begin).Should().BeCloseTo(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(1), "59.2 s are rounded up");
        scope.Record.Status.Should().Be(OperationStatus.Succeeded);
        scope.Record.Payload.Should().Contain("TIMED_OUT");
    }

    [Test]
    public async Task TimeUp_Join_Throws()
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            try
            {
                await ctx.ParallelAsync("scope", p => p.Branch("b", b => b.WaitAsync(TimeSpan.FromDays(1))), new ParallelConfig { Timeout = TimeSpan.FromSeconds(5), MinSuccessful = 0 });
                return "nothing thrown";
            }
            catch (ParallelExecutionException failed)
            {
                return $"{failed.Result.CompletionReason} {failed.Message}";
            }
        });

        live.Should().StartWith("TimedOut ").And.Contain("TIMED_OUT");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task TimeUp_WhileABranchIsActive_AwaitsIt()
    {
        await OpenAsync(new ContractHostOptions { AutoAdvance = false });
        var running = new Gate();
        var finish = new Gate();
        var execution = await StartAsync(async ctx =>
        {
            var p = ctx.Parallel("scope", c => c.Timeout(TimeSpan.FromSeconds(5)));
            var active = p.Branch("active", b => b.StepAsync("s", async s =>
            {
                running.Open();
                await Gate.SignalOf(s.CancellationToken);
                finish.Open();
                return 3;
            }));
            var result = await p.SettleAsync();
            return $"{result.CompletionReason} {active.Result}";
        });
        await running.Opened.WaitAsync(HangGuard);
        await UntilAsync(() => execution.Updates.Any(u => u.Type == OperationType.Wait));

        Host.Clock.Advance(TimeSpan.FromSeconds(5));
        await finish.Opened.WaitAsync(HangGuard);

        (await OutcomeOf(execution)).Value<string>().Should().Be("TimedOut 3");
    }

    [Test]
    public async Task TimeUp_WithDrain_AwaitsWhatIsParked([Values] NestingType nesting)
    {
        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            var p = ctx.Parallel("scope", new ParallelConfig
            {
                Timeout = TimeSpan.FromSeconds(5),
                MaxConcurrency = 1,
                RunningBranches = RunningBranches.Drain,
                Nesting = nesting,
            });
            var parked = p.Branch("parked", async b =>
            {
                await b.WaitAsync(TimeSpan.FromDays(1));
                return 1;
            });
            var never = p.Branch("never", b => b.StepAsync("s", () => 1));
            var result = await p.SettleAsync();
            return $"{result.CompletionReason} {parked.Result} {never.Status}";
        });

        live.Should().Be("TimedOut 1 Skipped");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task EndedInTime_NothingIsLeftToWaitFor([Values] NestingType nesting)
    {
        var begin = Host.Clock.GetUtcNow();
        var run = await RunAsync(async ctx =>
        {
            var result = await ctx.ParallelAsync("scope", p => { p.Branch("b", b => b.WaitAsync(TimeSpan.FromSeconds(9))); }, new ParallelConfig { Timeout = TimeSpan.FromDays(300), Nesting = nesting });
            await ctx.WaitAsync(TimeSpan.FromSeconds(9));
            return $"{result.CompletionReason}";
        });

        run.Value.Should().Be("AllCompleted");
        (Host.Clock.GetUtcNow() - begin).Should().BeLessThan(TimeSpan.FromDays(1));
        run.Execution.Operations[1].Record.Status.Should().Be(OperationStatus.Started, "it goes with its scope");
    }

    [Test]
    public async Task EmptyScope_HasNoDeadline()
    {
        var run = await RunAsync(async ctx =>
            $"{(await ctx.ParallelAsync("scope", _ => { }, new ParallelConfig { Timeout = TimeSpan.FromDays(3) })).CompletionReason}");

        run.Value.Should().Be("AllCompleted");
        run.Execution.Operations.Should().ContainSingle();
    }

    [Test]
    public async Task BranchesThatWaitForEachOther_UntilTheTimeIsUp_AreNoDeadlock()
    {
        var value = await ValueAsync(async ctx =>
        {
            var p = ctx.Parallel("scope", c => c.Timeout(TimeSpan.FromSeconds(5)));
            DurableFuture? second = null;
            var first = p.Branch("first", b => second!.AsTask());
            second = p.Branch("second", b => first.AsTask());
            var result = await p.SettleAsync();
            return $"{result.CompletionReason} {first.Status} {second.Status}";
        });

        value.Should().Be("TimedOut Canceled Canceled");
    }

    [Test]
    public async Task TimeUpWhileTheProcessWasDown_WhatHadEndedCounts([Values] NestingType nesting)
    {
        await OpenAsync(new ContractHostOptions { AutoAdvance = false });
        var execution = await StartAsync(ctx => OutcomeAsync(ctx, nesting));
        await execution.WhenQuietAsync();
        Host.Clock.Advance(TimeSpan.FromSeconds(1));
        await execution.WhenQuietAsync();
        await Host.CrashAsync();
        Host.Clock.Advance(TimeSpan.FromHours(1));
        await Host.RestartAsync();

        (await OutcomeOf(execution)).Value<string>().Should().Be("TimedOut False Succeeded Canceled Skipped 2");
    }

    [Test]
    public async Task TimeUpWhileTheProcessWasDown_WithEnoughSuccesses_IsNoTimeout()
    {
        await OpenAsync(new ContractHostOptions { AutoAdvance = false });
        var blocks = true;
        var reached = new Gate();
        var execution = await StartAsync(async ctx =>
        {
            var p = ctx.Parallel("scope", new ParallelConfig
            {
                Timeout = TimeSpan.FromSeconds(30),
                ShouldComplete = tally =>
                {
                    if (Volatile.Read(ref blocks))
                    {
                        reached.Open();
                        return CompletionDecision.Continue;
                    }

                    return tally.Succeeded == 1 ? CompletionDecision.Succeed : CompletionDecision.Continue;
                },
            });
            p.Branch("fast", b => b.StepAsync("s", () => 1));
            p.Branch("slow", b => b.WaitAsync(TimeSpan.FromDays(1)));
            return $"{(await p.SettleAsync()).CompletionReason}";
        });
        await reached.Opened.WaitAsync(HangGuard);
        await execution.WhenQuietAsync();
        await Host.CrashAsync();
        Volatile.Write(ref blocks, false);
        Host.Clock.Advance(TimeSpan.FromHours(1));
        await Host.RestartAsync();

        (await OutcomeOf(execution)).Value<string>().Should().Be("Custom", "what had ended counts before the deadline does");
    }

    [Test]
    public async Task CrashAtEveryCheckpoint_ComesToTheSame([Values] NestingType nesting, [Values(FaultKind.CrashBefore, FaultKind.CrashAfter, FaultKind.LoseAcknowledgement)] FaultKind fault)
    {
        var undisturbed = FaultPlan.CountOnly();
        var expected = (await RunAsync(ctx => OutcomeAsync(ctx, nesting), undisturbed)).Value;

        for (var k = 1; k <= undisturbed.Checkpoints; k++)
        {
            var plan = fault switch
            {
                FaultKind.CrashBefore => FaultPlan.CrashBefore(k),
                FaultKind.CrashAfter => FaultPlan.CrashAfter(k),
                _ => FaultPlan.LoseAcknowledgement(k),
            };

            (await RunAsync(ctx => OutcomeAsync(ctx, nesting), plan)).Value.Should().Be(expected, "of {0}", plan);
        }
    }

    [Test]
    public async Task InnerScope_OfAReleasedBranch_EndsWithItsDeadlinePending()
    {
        var begin = Host.Clock.GetUtcNow();
        var run = await RunAsync(async ctx =>
        {
            var p = ctx.Parallel("outer", c => c.MinSuccessful(1));
            p.Branch("winner", b => b.StepAsync("s", () => 1));
            var loser = p.Branch("loser", async b =>
            {
                var q = b.Parallel("inner", c => c.Timeout(TimeSpan.FromDays(30)));
                q.Branch("long", i => i.WaitAsync(TimeSpan.FromDays(60)));
                await q.JoinAsync();
            });
            await p.JoinAsync();
            await ctx.WaitAsync(TimeSpan.FromSeconds(5));
            return $"{loser.Status}";
        });

        run.Value.Should().Be("Canceled");
        (Host.Clock.GetUtcNow() - begin).Should().BeLessThan(TimeSpan.FromDays(1));
    }

    private static async Task<string> OutcomeAsync(DurableContext ctx, NestingType nesting)
    {
        var p = ctx.Parallel("scope", new ParallelConfig
        {
            Timeout = TimeSpan.FromSeconds(59.2),
            MaxConcurrency = 2,
            MinSuccessful = 0,
            Nesting = nesting,
        });
        var quick = p.Branch("quick", async b =>
        {
            await b.StepAsync("s", () => { });
            await b.WaitAsync(TimeSpan.FromSeconds(1));
            await b.StepAsync("t", () => { });
        });
        var sleeper = p.Branch("sleeper", b => b.WaitAsync(TimeSpan.FromDays(1)));
        var late = p.Branch("late", async b =>
        {
            await quick.AsTask();
            await b.WaitAsync(TimeSpan.FromDays(2));
        });
        var never = p.Branch("never", b => b.WaitAsync(TimeSpan.FromDays(3)));
        var result = await p.SettleAsync();
        return $"{result.CompletionReason} {result.IsSuccess} {quick.Status} {sleeper.Status} {never.Status} {result.CanceledCount}";
    }
}
