using System.Collections.Concurrent;
using DurableParallel.Contract.Hosts;
using DurableParallel.Testing;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Canceling;

/// <summary>Executions that are asked to cancel, and clean up.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class CancelTests(ContractHostKind kind) : ContractFixture(kind)
{
    private static readonly StepConfig Once = new() { Retry = RetryStrategy.None };
    private readonly ConcurrentQueue<string> _done = new();

    [SetUp]
    public void RequireCancel() => Assume.That(Host.Traits.Cancels, "a host whose executions are only stopped has other tests");

    [Test]
    public async Task Cancel_WhileParked_RunsFinallyBlocksWhoseOperationsWorkAndEndsAsCanceled()
    {
        Host.AutoAdvance = false;
        var execution = await StartAsync(WaitAndCleanUpAsync);
        await execution.WhenQuietAsync().WaitAsync(HangGuard);

        await execution.CancelAsync("withdrawn").WaitAsync(HangGuard);
        Host.AutoAdvance = true;
        var outcome = await OutcomeOf(execution);

        outcome.Status.Should().Be(ContractStatus.Canceled);
        outcome.Error.Should().BeEquivalentTo(new { ErrorType = "Execution.Canceled", ErrorMessage = "the execution was canceled: withdrawn." });
        execution.Operations.Select(o => $"{o.Name} {o.Record.Status}").Should().Equal("long Canceled", "undo Succeeded", "pause Succeeded", "tell Succeeded");
    }

    [Test]
    public async Task Canceled_AfterARestart_IsSoStill()
    {
        Host.AutoAdvance = false;
        var execution = await StartAsync(WaitAndCleanUpAsync);
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        await execution.CancelAsync("withdrawn").WaitAsync(HangGuard);
        Host.AutoAdvance = true;
        await OutcomeOf(execution);

        await Host.CrashAsync();
        await Host.RestartAsync();

        (await OutcomeOf(execution)).Status.Should().Be(ContractStatus.Canceled);
    }

    [Test]
    public async Task Cancel_Twice_TheSecondChangesNothing()
    {
        Host.AutoAdvance = false;
        var execution = await StartAsync(WaitAndCleanUpAsync);
        await execution.WhenQuietAsync().WaitAsync(HangGuard);

        await Task.WhenAll(execution.CancelAsync("first"), execution.CancelAsync("second")).WaitAsync(HangGuard);
        Host.AutoAdvance = true;
        var outcome = await OutcomeOf(execution);
        await execution.CancelAsync("third").WaitAsync(HangGuard);

        outcome.Status.Should().Be(ContractStatus.Canceled);
        (await OutcomeOf(execution)).Status.Should().Be(ContractStatus.Canceled);
        execution.Operations.Should().HaveCount(4);
    }

    [Test]
    public async Task Cancel_OfEachKindThatWaits_EndsItAsCanceledOnRecord([Values("wait", "callback", "condition", "retry", "invoke", "child", "block")] string what)
    {
        Host.AutoAdvance = false;
        Host.Register("child", DurableFunction.Create<int>(async ctx =>
        {
            await ctx.WaitAsync("in the invoked one", TimeSpan.FromDays(300));
            return 1;
        }));
        var execution = await StartAsync(async ctx =>
        {
            try
            {
                await ParkAsync(ctx, what);
                return "went on";
            }
            catch (OperationCanceledException)
            {
                return await ctx.StepAsync("cleanup", () => $"cleaned up, {ctx.IsCancelRequested}");
            }
        });
        await execution.WhenQuietAsync().WaitAsync(HangGuard);

        await execution.CancelAsync().WaitAsync(HangGuard);

        (await OutcomeOf(execution)).Value<string>().Should().Be("cleaned up, True", "a function that returns has a result");
        execution.Operations.Where(o => !o.Record.IsEnded).Should().BeEmpty();
    }

    [Test]
    public async Task Cancel_WhileAStepRuns_SignalsItsTokenAndAwaitsIt()
    {
        var (inBody, mayEnd) = (new Gate(), new Gate());
        var execution = await StartAsync(async ctx =>
        {
            var value = 0;
            try
            {
                value = await ctx.StepAsync("charge", async step =>
                {
                    var signal = Gate.SignalOf(step.CancellationToken);
                    inBody.Open();
                    await signal;
                    await mayEnd.Opened;
                    return 7;
                });
                await ctx.WaitAsync("next", TimeSpan.FromDays(1));
            }
            finally
            {
                await ctx.StepAsync("cleanup", () => _done.Enqueue($"charged {value}"));
            }

            return value;
        });
        await inBody.Opened.WaitAsync(HangGuard);

        await execution.CancelAsync().WaitAsync(HangGuard);
        _done.Should().BeEmpty("the step still runs");
        mayEnd.Open();

        (await OutcomeOf(execution)).Status.Should().Be(ContractStatus.Canceled);
        _done.Should().Equal("charged 7");
        execution.Operations.Select(o => $"{o.Name} {o.Record.Status}").Should().Equal("charge Succeeded", "cleanup Succeeded");
    }

    [Test]
    public async Task Cancel_OfAStepThatHeedsItsToken_NoStrategyIsAsked()
    {
        var inBody = new Gate();
        var attempts = 0;
        var execution = await StartAsync(async ctx =>
        {
            try
            {
                return await ctx.StepAsync("s", async step =>
                {
                    Interlocked.Increment(ref attempts);
                    inBody.Open();
                    await Task.Delay(Timeout.InfiniteTimeSpan, step.CancellationToken);
                    return 1;
                });
            }
            catch (OperationCanceledException)
            {
                return await ctx.StepAsync("cleanup", () => 2);
            }
        });
        await inBody.Opened.WaitAsync(HangGuard);

        await execution.CancelAsync().WaitAsync(HangGuard);

        (await OutcomeOf(execution)).Value<int>().Should().Be(2);
        attempts.Should().Be(1);
    }

    [Test]
    public async Task Cancel_OfAStepThatAsksForItsTokenLater_SignalsThatTokenToo()
    {
        var (inBody, mayAsk) = (new Gate(), new Gate());
        var execution = await StartAsync(async ctx =>
        {
            try
            {
                return await ctx.StepAsync("s", async step =>
                {
                    inBody.Open();
                    await mayAsk.Opened;
                    await Task.Delay(Timeout.InfiniteTimeSpan, step.CancellationToken);
                    return 1;
                });
            }
            catch (OperationCanceledException)
            {
                return await ctx.StepAsync("cleanup", () => 2);
            }
        });
        await inBody.Opened.WaitAsync(HangGuard);

        await execution.CancelAsync().WaitAsync(HangGuard);
        mayAsk.Open();

        (await OutcomeOf(execution)).Value<int>().Should().Be(2);
    }

    [Test]
    public async Task Cancel_OfAStepThatIgnoresItsToken_GoesOnAfterTheGrace()
    {
        var (inBody, signalled, mayEnd) = (new Gate(), new Gate(), new Gate());
        var execution = await StartAsync(async ctx =>
        {
            try
            {
                return await ctx.StepAsync("s", async step =>
                {
                    step.CancellationToken.Register(signalled.Open);
                    inBody.Open();
                    await mayEnd.Opened;
                    return 1;
                });
            }
            catch (OperationCanceledException)
            {
                return await ctx.StepAsync("cleanup", () => 2);
            }
        });
        await inBody.Opened.WaitAsync(HangGuard);

        await execution.CancelAsync().WaitAsync(HangGuard);
        await signalled.Opened.WaitAsync(HangGuard);
        Host.Clock.Advance(TimeSpan.FromSeconds(5));
        var outcome = await OutcomeOf(execution);
        mayEnd.Open();

        outcome.Value<int>().Should().Be(2);
        execution.Operations.Select(o => o.Name).Should().NotContain(o => o == "s" && outcome.Value<int>() == 1);
    }

    [Test]
    public async Task Cancel_OfAFunctionThatNeverLooks_IsSeenByItsNextOperation()
    {
        var (before, mayGoOn) = (new Gate(), new Gate());
        var execution = await StartAsync(async ctx =>
        {
            await ctx.StepAsync("first", async () =>
            {
                before.Open();
                await mayGoOn.Opened;
            });
            await ctx.StepAsync("second", () => _done.Enqueue("second"));
            return 1;
        });
        await before.Opened.WaitAsync(HangGuard);

        await execution.CancelAsync().WaitAsync(HangGuard);
        mayGoOn.Open();

        (await OutcomeOf(execution)).Status.Should().Be(ContractStatus.Canceled);
        _done.Should().BeEmpty();
    }

    [Test]
    public async Task CleanupTimeout_Over_EndsAsCanceledAllTheSame()
    {
        FunctionOptions = FunctionOptions with { CleanupTimeout = TimeSpan.FromMinutes(1) };
        Host.AutoAdvance = false;
        var execution = await StartAsync(async ctx =>
        {
            try
            {
                await ctx.WaitAsync("long", TimeSpan.FromDays(30));
            }
            finally
            {
                await ctx.WaitAsync("longer", TimeSpan.FromDays(60));
            }

            return 1;
        });
        await execution.WhenQuietAsync().WaitAsync(HangGuard);

        await execution.CancelAsync("slow").WaitAsync(HangGuard);
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        execution.Operations.Select(o => $"{o.Name} {o.Record.Status}").Should().Equal("long Canceled", "longer Started");
        await Host.CrashAsync();
        await Host.RestartAsync();
        Host.Clock.Advance(TimeSpan.FromMinutes(1));

        (await OutcomeOf(execution)).Status.Should().Be(ContractStatus.Canceled);
    }

    [Test]
    public async Task Cancel_OfAScope_EveryBranchCleansUpAndWhatSucceededIsUndone()
    {
        Host.AutoAdvance = false;
        var execution = await StartAsync(async ctx =>
        {
            try
            {
                await using var p = ctx.Parallel("scope", new ParallelConfig { MaxConcurrency = 2 });
                p.Branch("done", b => b.StepAsync("do", () => 1)).CompensateWith((c, value) => c.StepAsync("undo", () => _done.Enqueue($"undone {value}")));
                p.Branch("left", b => CleanUpBranchAsync(b, "left"));
                p.Branch("right", b => CleanUpBranchAsync(b, "right"));
                p.Branch("never", b => b.StepAsync("never", () => _done.Enqueue("never")));
                await p.JoinAsync();
            }
            finally
            {
                await ctx.StepAsync("after", () => _done.Enqueue($"after, {ctx.IsCancelRequested}"));
            }

            return 1;
        });
        await execution.WhenQuietAsync().WaitAsync(HangGuard);

        await execution.CancelAsync().WaitAsync(HangGuard);
        Host.AutoAdvance = true;

        (await OutcomeOf(execution)).Status.Should().Be(ContractStatus.Canceled);
        _done.Should().BeEquivalentTo(["left", "right", "undone 1", "after, True"]);
    }

    [Test]
    public async Task Cancel_OfASaga_IsUndone()
    {
        Host.AutoAdvance = false;
        var execution = await StartAsync(async ctx =>
        {
            await using var saga = ctx.Saga("buy");
            await saga.StepAsync("charge", () => 5, (c, paid) => c.StepAsync("refund", () => _done.Enqueue($"refund {paid}")));
            await ctx.WaitAsync("delivery", TimeSpan.FromDays(30));
            saga.Complete();
            return 1;
        });
        await execution.WhenQuietAsync().WaitAsync(HangGuard);

        await execution.CancelAsync().WaitAsync(HangGuard);

        (await OutcomeOf(execution)).Status.Should().Be(ContractStatus.Canceled);
        _done.Should().Equal("refund 5");
    }

    [Test]
    public async Task Cancel_WhoseCleanupFails_EndsAsFailed()
    {
        Host.AutoAdvance = false;
        var execution = await StartAsync(async ctx =>
        {
            try
            {
                await ctx.WaitAsync("long", TimeSpan.FromDays(30));
            }
            finally
            {
                await ctx.StepAsync("cleanup", Refuse, Once);
            }

            return 1;
        });
        await execution.WhenQuietAsync().WaitAsync(HangGuard);

        await execution.CancelAsync().WaitAsync(HangGuard);
        var outcome = await OutcomeOf(execution);

        outcome.Status.Should().Be(ContractStatus.Failed);
        outcome.Error!.ErrorType.Should().Be(typeof(InvalidDataException).FullName);

        static int Refuse() => throw new InvalidDataException("no");
    }

    [Test]
    public async Task Cancel_OfAnInvokedExecution_ItsInvokerSeesThatItWasStopped()
    {
        Host.AutoAdvance = false;
        Host.Register("child", DurableFunction.Create<int>(async ctx =>
        {
            await ctx.WaitAsync("long", TimeSpan.FromDays(30));
            return 1;
        }));
        var execution = await StartAsync(async ctx =>
        {
            try
            {
                return (await ctx.InvokeAsync<string, int>("invoke", "child", "")).ToString(System.Globalization.CultureInfo.InvariantCulture);
            }
            catch (InvokeFailedException failed)
            {
                return $"{failed.Status} {failed.Error.ErrorType}";
            }
        });
        await execution.WhenQuietAsync().WaitAsync(HangGuard);

        await (await Host.FindInvokedAsync(execution, 1))!.CancelAsync().WaitAsync(HangGuard);

        (await OutcomeOf(execution)).Value<string>().Should().Be("Stopped Execution.Canceled");
    }

    [Test]
    public async Task CrashAtEveryCheckpoint_OfACanceledExecution_TheCleanupIsTheSame([Values(FaultKind.CrashBefore, FaultKind.CrashAfter, FaultKind.LoseAcknowledgement)] FaultKind fault)
    {
        var undisturbed = FaultPlan.CountOnly();
        var expected = await CanceledAsync(undisturbed);
        expected.Should().Contain("tell Succeeded").And.Contain("undo Succeeded");

        for (var k = 1; k <= undisturbed.Checkpoints; k++)
        {
            (await CanceledAsync(FaultPlan.Create(fault, k))).Should().Be(expected, "after a fault at checkpoint {0}", k);
        }
    }

    [Test]
    public async Task Replay_AfterACrashInTheCleanup_ComesTheSameWay()
    {
        var inCleanup = new Gate();
        var isSecondLife = false;
        Host.AutoAdvance = false;
        var execution = await StartAsync(async ctx =>
        {
            try
            {
                await ctx.RunInChildContextAsync("child", async c =>
                {
                    try
                    {
                        await c.WaitAsync("long", TimeSpan.FromDays(30));
                    }
                    finally
                    {
                        await c.StepAsync("inner", () => _done.Enqueue("inner"));
                    }
                });
            }
            finally
            {
                await ctx.StepAsync("outer", () => _done.Enqueue("outer"));
                inCleanup.Open();
                if (!Volatile.Read(ref isSecondLife))
                {
                    await new TaskCompletionSource().Task;
                }

                await ctx.StepAsync("last", () => _done.Enqueue("last"));
            }

            return 1;
        });
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        await execution.CancelAsync().WaitAsync(HangGuard);
        await inCleanup.Opened.WaitAsync(HangGuard);

        Volatile.Write(ref isSecondLife, true);
        await Host.CrashAsync();
        await Host.RestartAsync();

        (await OutcomeOf(execution)).Status.Should().Be(ContractStatus.Canceled);
        _done.Should().Equal("inner", "outer", "last");
    }

    private async Task<string> CanceledAsync(FaultPlan plan)
    {
        var waiting = new Gate();
        Host.AutoAdvance = false;
        var execution = await StartAsync(
            async ctx =>
            {
                await using var saga = ctx.Saga("saga");
                await saga.StepAsync("do", () => 1, (c, _) => c.StepAsync("undo", () => 2));
                var (left, right) = (Both(ctx, "left"), Both(ctx, "right"));
                await ctx.StepAsync("signal", waiting.Open);
                await ctx.WhenAllAsync(left, right);
                saga.Complete();
                return 1;
            },
            plan);
        await waiting.Opened.WaitAsync(HangGuard);
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        await execution.CancelAsync("enough").WaitAsync(HangGuard);
        Host.AutoAdvance = true;
        var outcome = await OutcomeOf(execution);
        outcome.Status.Should().Be(ContractStatus.Canceled);
        return string.Join('\n', execution.Operations.Where(o => o.Record.Type == OperationType.Step && o.Name != "signal").Select(o => $"{o.Name} {o.Record.Status}").Order(StringComparer.Ordinal));

        static DurableTask Both(DurableContext ctx, string name) => ctx.RunInChildContextAsync(name, async c =>
        {
            try
            {
                await c.WaitAsync("long", TimeSpan.FromDays(100));
            }
            finally
            {
                await c.StepAsync("tell", () => 3);
            }
        });
    }

    private static async Task ParkAsync(DurableContext ctx, string what)
    {
        switch (what)
        {
            case "wait":
                await ctx.WaitAsync("wait", TimeSpan.FromDays(30));
                break;
            case "callback":
                await ctx.WaitForCallbackAsync<int>("callback", (_, _) => Task.CompletedTask);
                break;
            case "condition":
                await ctx.WaitForConditionAsync("condition", (int state, ConditionContext _) => Task.FromResult(state), new WaitForConditionConfig<int>
                {
                    InitialState = 0,
                    Strategy = WaitStrategy<int>.Custom((_, _) => WaitDecision.After(TimeSpan.FromDays(30))),
                });
                break;
            case "retry":
                await ctx.StepAsync<int>("retry", () => throw new InvalidDataException(), new StepConfig { Retry = RetryStrategy.Fixed(9, TimeSpan.FromDays(30)) });
                break;
            case "invoke":
                await ctx.InvokeAsync<string, int>("invoke", "child", "");
                break;
            case "child":
                await ctx.RunInChildContextAsync("outer", c => c.RunInChildContextAsync("inner", d => d.WaitAsync("wait", TimeSpan.FromDays(30))));
                break;
            default:
                await ctx.WithRetryAsync("block", (c, _) => c.WaitAsync("wait", TimeSpan.FromDays(30)), RetryStrategy.Fixed(3, TimeSpan.FromSeconds(1)));
                break;
        }
    }

    private async Task<int> CleanUpBranchAsync(DurableContext branch, string name)
    {
        try
        {
            await branch.WaitAsync("long", TimeSpan.FromDays(30));
        }
        finally
        {
            await branch.WaitAsync("a moment", TimeSpan.FromSeconds(1));
            await branch.StepAsync("clean up", () => _done.Enqueue(name));
        }

        return 0;
    }

    private static async Task<int> WaitAndCleanUpAsync(DurableContext ctx)
    {
        try
        {
            await ctx.WaitAsync("long", TimeSpan.FromDays(30));
            await ctx.StepAsync("never", () => 1);
        }
        finally
        {
            await ctx.StepAsync("undo", () => 1);
            await ctx.WaitAsync("pause", TimeSpan.FromSeconds(10));
            await ctx.StepAsync("tell", () => 1);
        }

        return 1;
    }
}
