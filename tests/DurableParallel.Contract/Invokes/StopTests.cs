using DurableParallel.Contract.Hosts;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Invokes;

/// <summary>Executions that are ended from outside: by somebody, or because their time is up.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class StopTests(ContractHostKind kind) : ContractFixture(kind)
{
    private static readonly DurableError Enough = new("Mine", "enough", "data", ["line"]);

    [Test]
    public async Task Stop_WhileParked_EndsAsStoppedAndRecordsNothingMore()
    {
        Host.AutoAdvance = false;
        var execution = await StartAsync(WaitAsync);
        await execution.WhenQuietAsync().WaitAsync(HangGuard);

        await execution.StopAsync(Enough).WaitAsync(HangGuard);
        var outcome = await OutcomeOf(execution);
        Host.Clock.Advance(TimeSpan.FromDays(2));

        outcome.Should().BeEquivalentTo(new { Status = ContractStatus.Stopped, Error = Enough });
        execution.Operations.Single().Record.Status.Should().Be(OperationStatus.Started, "open operations stay as they are");
    }

    [Test]
    public async Task Stop_WithoutAnError_RecordsThatItWasStopped()
    {
        Host.AutoAdvance = false;
        var execution = await StartAsync(WaitAsync);
        await execution.WhenQuietAsync().WaitAsync(HangGuard);

        await execution.StopAsync().WaitAsync(HangGuard);

        (await OutcomeOf(execution)).Error.Should().BeEquivalentTo(new { ErrorType = "Execution.Stopped", ErrorMessage = Host.Traits.StoppedMessage });
    }

    [Test]
    public async Task Stop_WhileAStepRuns_ItsBodySeesTheTokenAndNothingIsRecorded()
    {
        var (inStep, goOn, left) = (new Gate(), new Gate(), new Gate());
        var execution = await StartAsync(async ctx =>
        {
            await ctx.StepAsync("first", () => 1);
            return await ctx.StepAsync("second", async step =>
            {
                try
                {
                    inStep.Open();
                    await EndOfAsync(step, goOn);
                    step.CancellationToken.ThrowIfCancellationRequested();
                    return 2;
                }
                finally
                {
                    left.Open();
                }
            });
        });
        await inStep.Opened.WaitAsync(HangGuard);

        await execution.StopAsync().WaitAsync(HangGuard);
        goOn.Open();
        await left.Opened.WaitAsync(HangGuard);

        (await OutcomeOf(execution)).Status.Should().Be(ContractStatus.Stopped);
        execution.Operations.Where(o => o.Record.IsEnded).Select(o => o.Name).Should().Equal("first");
    }

    [Test]
    public async Task Stop_InAScope_EveryRunningBodySeesItsToken()
    {
        var meeting = new Meeting(4);
        var signals = new List<Task>();
        var execution = await StartAsync(async ctx =>
        {
            await using var p = ctx.Parallel("scope");
            for (var i = 0; i < 3; i++)
            {
                p.Branch("b", b => b.StepAsync("s", async step =>
                {
                    lock (signals)
                    {
                        signals.Add(Gate.SignalOf(step.CancellationToken));
                        signals.Add(Gate.SignalOf(b.CancellationToken));
                        signals.Add(Gate.SignalOf(ctx.CancellationToken));
                    }

                    await meeting.ArriveAsync();
                    await new Gate().Opened;
                    return 1;
                }));
            }

            p.Branch("parked", b => WaitAsync(b));
            return (await p.JoinAsync()).SuccessCount;
        });
        await meeting.ArriveAsync().WaitAsync(HangGuard);

        await execution.StopAsync().WaitAsync(HangGuard);
        await Task.WhenAll(signals).WaitAsync(HangGuard);

        (await OutcomeOf(execution)).Status.Should().Be(ContractStatus.Stopped);
        execution.Operations.Should().NotContain(o => o.Record.IsEnded);
    }

    [Test]
    public async Task Stop_OfOneThatHasEnded_ChangesNothing()
    {
        var run = await RunAsync(ctx => ctx.StepAsync("s", () => 1));

        await run.Execution.StopAsync(Enough).WaitAsync(HangGuard);

        (await OutcomeOf(run.Execution)).Value<int>().Should().Be(1);
    }

    [Test]
    public async Task Stop_Twice_KeepsTheFirstError()
    {
        Host.AutoAdvance = false;
        var execution = await StartAsync(WaitAsync);
        await execution.WhenQuietAsync().WaitAsync(HangGuard);

        await execution.StopAsync(Enough).WaitAsync(HangGuard);
        await execution.StopAsync(new DurableError("Other", "later")).WaitAsync(HangGuard);

        (await OutcomeOf(execution)).Error.Should().Be(Enough);
    }

    [Test]
    public async Task Stop_RightAfterARestart_HoldsInEveryLaterLife()
    {
        Host.AutoAdvance = false;
        var execution = await StartAsync(WaitAsync);
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        await Host.CrashAsync();
        await Host.RestartAsync();

        await execution.StopAsync(Enough).WaitAsync(HangGuard);
        await Host.CrashAsync();
        Host.Clock.Advance(TimeSpan.FromDays(2));
        await Host.RestartAsync();

        (await OutcomeOf(execution)).Should().BeEquivalentTo(new { Status = ContractStatus.Stopped, Error = Enough });
    }

    [Test]
    public async Task Stop_OfABlockedExecution_EndsIt()
    {
        var isRedeployed = false;
        Host.AutoAdvance = false;
        var execution = await StartAsync(async ctx =>
        {
            await ctx.WaitAsync(Volatile.Read(ref isRedeployed) ? "other" : "wait", TimeSpan.FromDays(1));
            return 1;
        });
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        Volatile.Write(ref isRedeployed, true);
        await Host.CrashAsync();
        await Host.RestartAsync();
        Host.AutoAdvance = true;
        var drifted = await OutcomeOf(execution);
        DriftOf(drifted).Should().Contain("wait").And.Contain("other");

        await execution.StopAsync(Enough).WaitAsync(HangGuard);

        var outcome = await OutcomeOf(execution);
        if (Host.Traits.FailsOnDrift)
        {
            outcome.Should().BeEquivalentTo(drifted, "it has ended before");
        }
        else
        {
            outcome.Should().BeEquivalentTo(new { Status = ContractStatus.Stopped, Error = Enough });
        }
    }

    [Test]
    public async Task Stop_OfOneThatInvokes_LeavesTheInvokedOneAlone()
    {
        Host.Register("sleep", DurableFunction.Create<int, int>(async (ctx, _) =>
        {
            await ctx.WaitAsync(TimeSpan.FromHours(1));
            return 5;
        }));
        Host.AutoAdvance = false;
        var execution = await StartAsync(async ctx => await ctx.InvokeAsync<int, int>(null, "sleep", 0));
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        var child = await Host.FindInvokedAsync(execution, 1);

        await execution.StopAsync().WaitAsync(HangGuard);
        Host.AutoAdvance = true;

        (await OutcomeOf(child!)).Value<int>().Should().Be(5);
        (await OutcomeOf(execution)).Status.Should().Be(ContractStatus.Stopped);
        execution.Operations.Single().Record.Status.Should().Be(OperationStatus.Started);
    }

    [Test]
    public async Task Timeout_InAWait_EndsAsTimedOutWhenTheTimeIsUp()
    {
        Host.Register("wait", DurableFunction.Create(WaitAsync));
        var begin = Host.Clock.GetUtcNow();

        var execution = await Host.StartAsync("wait", timeout: TimeSpan.FromSeconds(59.1));
        var outcome = await OutcomeOf(execution);

        outcome.Should().BeEquivalentTo(new { Status = ContractStatus.TimedOut, Error = new { ErrorType = "Execution.TimedOut" } });
        (Host.Clock.GetUtcNow() - begin).Should().Be(TimeSpan.FromSeconds(Host.Traits.HasWholeSeconds ? 60 : 59.1));
        execution.Operations.Single().Record.Status.Should().Be(OperationStatus.Started);
    }

    [Test]
    public async Task Timeout_WhileAStepRuns_ItsBodySeesTheToken()
    {
        var (inStep, goOn, left) = (new Gate(), new Gate(), new Gate());
        Host.AutoAdvance = false;
        Host.Register("step", DurableFunction.Create<int>(ctx => ctx.StepAsync("s", async step =>
        {
            inStep.Open();
            await EndOfAsync(step, goOn);
            left.Open();
            return 1;
        })));
        var execution = await Host.StartAsync("step", timeout: TimeSpan.FromSeconds(60));
        await inStep.Opened.WaitAsync(HangGuard);

        Host.Clock.Advance(TimeSpan.FromSeconds(60));
        goOn.Open();
        await left.Opened.WaitAsync(HangGuard);

        (await OutcomeOf(execution)).Status.Should().Be(ContractStatus.TimedOut);
    }

    [Test]
    public async Task Timeout_DueWhileTheProcessIsDown_EndsItAtTheRestart()
    {
        Host.AutoAdvance = false;
        Host.Register("wait", DurableFunction.Create(WaitAsync));
        var execution = await Host.StartAsync("wait", timeout: TimeSpan.FromMinutes(1));
        await execution.WhenQuietAsync().WaitAsync(HangGuard);

        await Host.CrashAsync();
        Host.Clock.Advance(TimeSpan.FromHours(1));
        await Host.RestartAsync();

        (await OutcomeOf(execution)).Status.Should().Be(ContractStatus.TimedOut);
    }

    [Test]
    public async Task Timeout_NotReached_ChangesNothing()
    {
        Host.Register("wait", DurableFunction.Create(WaitAsync));

        var execution = await Host.StartAsync("wait", timeout: TimeSpan.FromDays(1) + TimeSpan.FromSeconds(1));

        (await OutcomeOf(execution)).Value<int>().Should().Be(1);
    }

    [Test]
    public async Task Timeout_OfTheFunction_HoldsUnlessTheStartSaysOtherwise()
    {
        Host.Register("wait", DurableFunction.Create(WaitAsync, new DurableFunctionOptions { ExecutionTimeout = TimeSpan.FromSeconds(1) }));

        var limited = await Host.StartAsync("wait");
        var unlimited = await Host.StartAsync("wait", timeout: TimeSpan.FromDays(300));

        (await OutcomeOf(limited)).Status.Should().Be(ContractStatus.TimedOut);
        (await OutcomeOf(unlimited)).Value<int>().Should().Be(1);
    }

    /// <summary>Completes when a body is told that its execution has ended; where it is not told before it is done, when it may go on.</summary>
    private Task EndOfAsync(StepContext step, Gate goOn) => Host.Traits.InterruptsBodies ? Gate.SignalOf(step.CancellationToken) : goOn.Opened;

    private static async Task<int> WaitAsync(DurableContext ctx)
    {
        await ctx.WaitAsync(TimeSpan.FromDays(1));
        return 1;
    }
}
