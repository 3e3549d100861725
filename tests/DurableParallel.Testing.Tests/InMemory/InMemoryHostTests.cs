using DurableParallel.Engine;
using DurableParallel.Records;
using DurableParallel.Running;
using DurableParallel.Testing.InMemory;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Testing.Tests.InMemory;

internal sealed class InMemoryHostTests
{
    private static readonly TimeSpan HangGuard = TimeSpan.FromSeconds(30);
    private static readonly InvocationOutcome Suspended = new(InvocationOutcomeKind.Suspended);
    private static readonly DurableFunction Scripted = DurableFunction.Create(static _ => Task.CompletedTask);

    [Test]
    public async Task Execution_SuspendingOnAWait_IsInvokedAgainWhenItIsDue()
    {
        var wait = Sample.Root(1);
        var host = NewHost(HostMode.Suspending, async invocation =>
        {
            if (invocation.Request.History.Find(wait) is { Status: OperationStatus.Succeeded })
            {
                return new InvocationOutcome(InvocationOutcomeKind.Succeeded, "\"done\"");
            }

            await invocation.SubmitAsync(Sample.Wait(wait, 86_400));
            return Suspended;
        });
        var begin = host.Clock.GetUtcNow();

        var report = await RunAsync(host);

        report.Should().BeEquivalentTo(new { Status = ExecutionStatus.Succeeded, Payload = "\"done\"", Invocations = 2, Checkpoints = 1 });
        (host.Clock.GetUtcNow() - begin).Should().Be(TimeSpan.FromDays(1));
        host.Violations.Should().BeEmpty();
    }

    [Test]
    public async Task Execution_ResidentOnAWait_IsToldInTheSameInvocation()
    {
        var wait = Sample.Root(1);
        var host = NewHost(HostMode.Resident, async invocation =>
        {
            await invocation.SubmitAsync(Sample.Wait(wait, 60));
            var record = await invocation.ParkUntilAsync(wait);
            return new InvocationOutcome(InvocationOutcomeKind.Succeeded, $"{record.Status}");
        });

        var report = await RunAsync(host);

        report.Should().BeEquivalentTo(new { Payload = "Succeeded", Invocations = 1 });
    }

    [Test]
    public async Task Execution_DeliveredTooEarly_IsOfferedAgainWhenItParks()
    {
        var wait = Sample.Root(1);
        var gate = new TaskCompletionSource();
        ScriptedInvocation? seen = null;
        var host = NewHost(
            HostMode.Resident,
            async invocation =>
            {
                seen = invocation;
                await invocation.SubmitAsync(Sample.Wait(wait, 60));
                await gate.Task;
                await invocation.ParkUntilAsync(wait);
                return new InvocationOutcome(InvocationOutcomeKind.Succeeded);
            },
            autoAdvance: false);
        var execution = host.Start(Scripted);
        await UntilAsync(() => execution.Updates.Count == 1);

        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await UntilAsync(() => !seen!.Delivered.IsEmpty);
        gate.SetResult();
        await execution.Completion.WaitAsync(HangGuard);

        seen!.Delivered.Select(d => d.Taken).Should().StartWith(false).And.EndWith(true);
    }

    [Test]
    public async Task Execution_SuspendedWithADueThatFiredMeanwhile_IsInvokedAtOnce()
    {
        var wait = Sample.Root(1);
        var gate = new TaskCompletionSource();
        var host = NewHost(
            HostMode.Suspending,
            async invocation =>
            {
                if (invocation.Number == 1)
                {
                    await invocation.SubmitAsync(Sample.Wait(wait, 60));
                    await gate.Task;
                    return Suspended;
                }

                return new InvocationOutcome(InvocationOutcomeKind.Succeeded, $"{invocation.Request.History.Find(wait)!.Status}");
            },
            autoAdvance: false);
        var execution = host.Start(Scripted);
        await UntilAsync(() => execution.Updates.Count == 1);

        host.Clock.Advance(TimeSpan.FromMinutes(1));
        gate.SetResult();
        var report = await execution.Completion.WaitAsync(HangGuard);

        report.Payload.Should().Be("Succeeded");
    }

    [Test]
    public async Task Execution_SubmittingAhead_IsAcknowledgedInOrderBeforeItEnds()
    {
        var host = NewHost(HostMode.Resident, async invocation =>
        {
            for (var i = 1; i <= 500; i++)
            {
                invocation.Request.Checkpoints.Submit(Sample.Step(Sample.Root(i), OperationAction.Succeed), waiter: null);
            }

            await Task.Yield();
            return new InvocationOutcome(InvocationOutcomeKind.Succeeded);
        });
        var plan = FaultPlan.CountOnly();

        var report = await host.Start(Scripted, faults: plan).Completion.WaitAsync(HangGuard);

        report.Operations.Select(o => o.Id.Number).Should().Equal(Enumerable.Range(1, 500));
        plan.Checkpoints.Should().Be(500);
        plan.Batches.Should().BeInRange(3, 500);
    }

    [TestCase(FaultKind.CrashBefore, 1, 2)]
    [TestCase(FaultKind.CrashAfter, 2, 3)]
    [TestCase(FaultKind.LoseAcknowledgement, 2, 2)]
    public async Task Execution_Faulted_GoesOnFromWhatIsDurable(FaultKind kind, int durable, int firstUnacknowledged)
    {
        var acknowledged = new List<int>();
        var found = new List<int>();
        var host = NewHost(HostMode.Suspending, async invocation =>
        {
            for (var i = 1; i <= 3; i++)
            {
                if (invocation.Request.History.Find(Sample.Root(i)) is not null)
                {
                    found.Add(i);
                    continue;
                }

                await invocation.SubmitAsync(Sample.Step(Sample.Root(i), OperationAction.Succeed)).WaitAsync(HangGuard);
                if (invocation.Number == 1)
                {
                    acknowledged.Add(i);
                }

                if (invocation.Number == 1 && kind == FaultKind.CrashAfter && i == 2)
                {
                    return await invocation.Completion;
                }
            }

            return new InvocationOutcome(InvocationOutcomeKind.Succeeded);
        });
        var plan = kind switch
        {
            FaultKind.CrashBefore => FaultPlan.CrashBefore(2),
            FaultKind.CrashAfter => FaultPlan.CrashAfter(2),
            _ => FaultPlan.LoseAcknowledgement(2),
        };

        var report = await host.Start(Scripted, faults: plan).Completion.WaitAsync(HangGuard);

        plan.HasFired.Should().BeTrue();
        report.Should().BeEquivalentTo(new { Status = ExecutionStatus.Succeeded, Invocations = 2, Checkpoints = 3 });
        found.Should().Equal(Enumerable.Range(1, durable));
        acknowledged.Should().Equal(Enumerable.Range(1, firstUnacknowledged - 1));
        report.Updates.Select(u => u.Invocation).Should().Equal(Enumerable.Range(1, 3).Select(i => i <= durable ? 1 : 2));
    }

    [Test]
    public async Task Crash_ByHand_StaysDownUntilRestarted()
    {
        var host = NewHost(HostMode.Resident, async invocation =>
        {
            if (invocation.Number == 1)
            {
                return await invocation.Completion;
            }

            await Task.Yield();
            return new InvocationOutcome(InvocationOutcomeKind.Succeeded);
        });
        var execution = host.Start(Scripted);
        await UntilAsync(() => execution.Invocations == 1);

        execution.Crash();
        var whileDown = execution.Completion.IsCompleted;
        execution.Restart();
        var report = await execution.Completion.WaitAsync(HangGuard);

        whileDown.Should().BeFalse();
        report.Status.Should().Be(ExecutionStatus.Succeeded);
    }

    [Test]
    public async Task Crash_DuringADelay_TheDelayIsOverAtTheRestartIfItsTimeHasPassed()
    {
        var wait = Sample.Root(1);
        var host = NewHost(
            HostMode.Resident,
            async invocation =>
            {
                if (invocation.Number == 1)
                {
                    await invocation.SubmitAsync(Sample.Wait(wait, 60));
                    await invocation.ParkUntilAsync(wait);
                }

                return new InvocationOutcome(InvocationOutcomeKind.Succeeded, $"{invocation.Request.History.Find(wait)!.Status}");
            },
            autoAdvance: false);
        var execution = host.Start(Scripted);
        await execution.WhenQuietAsync().WaitAsync(HangGuard);

        execution.Crash();
        host.Clock.Advance(TimeSpan.FromHours(1));
        var statusWhileDown = execution.Operations[0].Record.Status;
        execution.Restart();
        var report = await execution.Completion.WaitAsync(HangGuard);

        statusWhileDown.Should().Be(OperationStatus.Started);
        report.Payload.Should().Be("Succeeded");
    }

    [Test]
    public async Task Execution_FaultingByItself_IsBlockedAndGoesOnWhenRestarted()
    {
        var host = NewHost(HostMode.Suspending, async invocation =>
        {
            await Task.Yield();
            return invocation.Number == 1
                ? new InvocationOutcome(InvocationOutcomeKind.Faulted, Fault: new InvalidOperationException("drift"))
                : new InvocationOutcome(InvocationOutcomeKind.Succeeded);
        });
        var execution = host.Start(Scripted);

        var blocked = await execution.Completion.WaitAsync(HangGuard);
        execution.Restart();
        var report = await execution.Completion.WaitAsync(HangGuard);

        blocked.Status.Should().Be(ExecutionStatus.Blocked);
        blocked.Fault.Should().BeOfType<InvalidOperationException>();
        report.Status.Should().Be(ExecutionStatus.Succeeded);
    }

    [Test]
    public async Task Execution_BreakingARule_FaultsItsCompletionAndAbortsTheInvocation()
    {
        ScriptedInvocation? seen = null;
        var host = NewHost(HostMode.Suspending, async invocation =>
        {
            seen = invocation;
            invocation.Request.Checkpoints.Submit(Sample.Step(Sample.Root(1), OperationAction.Start), waiter: null);
            invocation.Request.Checkpoints.Submit(Sample.Step(Sample.Root(1), OperationAction.Start), waiter: null);
            return await invocation.Completion;
        });

        var act = () => RunAsync(host);

        await act.Should().ThrowAsync<HostViolationException>().WithMessage("Step Start of 1*");
        seen!.Fault.Should().BeOfType<HostViolationException>();
        host.Violations.Should().ContainSingle();
    }

    [Test]
    public async Task Execution_WritingAfterItsEnd_IsAViolation()
    {
        ScriptedInvocation? seen = null;
        var host = NewHost(HostMode.Suspending, async invocation =>
        {
            seen = invocation;
            await Task.Yield();
            return new InvocationOutcome(InvocationOutcomeKind.Succeeded);
        });
        await RunAsync(host);

        seen!.Request.Checkpoints.Submit(Sample.Step(Sample.Root(1), OperationAction.Start), waiter: null);

        host.Violations.Should().ContainSingle().Which.Message.Should().Contain("may write no more");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Execution_ParkedWithNothingDue_FaultsInsteadOfHanging(bool suspending)
    {
        var host = NewHost(suspending ? HostMode.Suspending : HostMode.Resident, async invocation =>
        {
            await invocation.SubmitAsync(Sample.Context(Sample.Root(1), OperationAction.Start));
            if (!suspending)
            {
                await invocation.ParkUntilAsync(Sample.Root(1));
            }

            return Suspended;
        });

        var act = () => RunAsync(host);

        await act.Should().ThrowAsync<HostViolationException>().WithMessage("*nothing that could wake it*Started*");
    }

    [Test]
    public async Task Execution_ParkedWithManyOpenOperations_NamesTenOfThem()
    {
        var host = NewHost(HostMode.Suspending, async invocation =>
        {
            for (var i = 1; i <= 12; i++)
            {
                await invocation.SubmitAsync(Sample.Context(Sample.Root(i), OperationAction.Start));
            }

            return Suspended;
        });

        var act = () => RunAsync(host);

        await act.Should().ThrowAsync<HostViolationException>().WithMessage("*nothing that could wake it*Started*and 2 more.");
    }

    [Test]
    public async Task Executions_Several_TheClockWaitsForAllOfThem()
    {
        var gate = new TaskCompletionSource();
        var wait = Sample.Root(1);
        var host = NewHost(HostMode.Resident, async invocation =>
        {
            if (invocation.Request.Execution.Name == "busy")
            {
                await gate.Task;
                return new InvocationOutcome(InvocationOutcomeKind.Succeeded);
            }

            await invocation.SubmitAsync(Sample.Wait(wait, 60));
            await invocation.ParkUntilAsync(wait);
            return new InvocationOutcome(InvocationOutcomeKind.Succeeded);
        });
        var busy = host.Start(Scripted, name: "busy");
        var waiting = host.Start(Scripted, name: "waiting");
        await UntilAsync(() => waiting.Updates.Count == 1);

        var endedWhileBusy = waiting.Completion.IsCompleted;
        gate.SetResult();
        await Task.WhenAll(busy.Completion, waiting.Completion).WaitAsync(HangGuard);

        endedWhileBusy.Should().BeFalse();
    }

    [Test]
    public void Execution_OnASeededScheduler_RunsUntilItsEnd([Range(0, 20)] int seed)
    {
        var wait = Sample.Root(1);
        var scheduler = new SeededScheduler(seed);
        var host = new InMemoryHost(
            new InMemoryHostOptions { Mode = HostMode.Suspending, Scheduler = scheduler },
            ScriptedInvocation.Run(async invocation =>
            {
                if (invocation.Request.History.Find(wait) is { Status: OperationStatus.Succeeded })
                {
                    return new InvocationOutcome(InvocationOutcomeKind.Succeeded);
                }

                await invocation.SubmitAsync(Sample.Wait(wait, 1));
                return Suspended;
            }));

        var execution = host.Start(Scripted);
        scheduler.RunUntil(execution.Completion);

        execution.Completion.IsCompletedSuccessfully.Should().BeTrue();
        execution.Invocations.Should().Be(2);
    }

    private static InMemoryHost NewHost(HostMode mode, Func<ScriptedInvocation, Task<InvocationOutcome>> script, bool autoAdvance = true) =>
        new(new InMemoryHostOptions { Mode = mode, AutoAdvance = autoAdvance }, ScriptedInvocation.Run(script));

    private static Task<ExecutionReport> RunAsync(InMemoryHost host) => host.Start(Scripted).Completion.WaitAsync(HangGuard);

    /// <summary>For what the host tells nobody: gives way to other work until it holds.</summary>
    private static async Task UntilAsync(Func<bool> condition)
    {
        using var guard = new CancellationTokenSource(HangGuard);
        while (!condition())
        {
            guard.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
