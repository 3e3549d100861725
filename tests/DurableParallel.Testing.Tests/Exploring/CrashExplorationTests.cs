using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Testing.Tests.Exploring;

internal sealed class CrashExplorationTests
{
    private static int _outside;

    [Test]
    public async Task ExploreCrashes_OfASafeFunction_TriesBeforeAndAfterEveryCheckpoint([Values] HostMode mode)
    {
        var runner = new DurableTestRunner(DurableFunction.Create<string>(SafeAsync), new DurableTestRunnerOptions { Mode = mode })
            .OnCallback("approval", callback => callback.Succeed("yes"))
            .MockInvoke("double", (int number) => 2 * number);

        var report = await runner.ExploreCrashesAsync();

        report.Points.Should().Be(2 * report.Undisturbed.Checkpoints);
        report.ToString().Should().Be($"safe at all {report.Points} crash points");
    }

    [Test]
    public async Task ExploreCrashes_OfACounterOutsideOfOperations_FindsItAndShowsBothHistories()
    {
        var runner = new DurableTestRunner(_ =>
        {
            var counter = 0;
            return DurableFunction.Create<int>(async ctx =>
            {
                await ctx.StepAsync("reserve", () => 1);
                counter++;
                await ctx.StepAsync("charge", () => 2);
                return counter;
            });
        });

        var thrown = await runner.Invoking(r => r.ExploreCrashesAsync()).Should().ThrowAsync<OutcomesDifferException>();

        thrown.Which.Code.Should().Be("DP7002");
        thrown.Which.Faults!.Kind.Should().Be(FaultKind.CrashBefore);
        thrown.Which.Faults.At.Should().BeGreaterThan(2);
        thrown.Which.Message.Should()
            .Contain("undisturbed     Succeeded with 1")
            .And.Contain("with the crash  Succeeded with 2")
            .And.Contain("of the step 'charge' (2)")
            .And.Contain("-- the process dies --")
            .And.Contain("StepSucceeded 1 'reserve' = 1");
        thrown.Which.Expected.ResultAs<int>().Should().Be(1);
        thrown.Which.Found.ResultAs<int>().Should().Be(2);
    }

    [Test]
    public async Task ExploreCrashes_OfAnEffectThatIsDoneTwice_FindsItByTheCheck()
    {
        var withdrawals = 0;
        var runner = new DurableTestRunner(_ =>
        {
            withdrawals = 0;
            return DurableFunction.Create(ctx => ctx.StepAsync("withdraw", () => withdrawals++));
        });

        var thrown = await runner.Invoking(r => r.ExploreCrashesAsync(new ExplorationOptions { Check = _ => withdrawals.Should().Be(1) }))
            .Should().ThrowAsync<OutcomesDifferException>();

        thrown.Which.Message.Should().Contain("CrashBefore 1 of 2").And.Contain("found 2");
        thrown.Which.InnerException.Should().NotBeNull();
    }

    [Test]
    public async Task ExploreCrashes_OfAStepThatRunsAtMostOnce_FindsThatItFails()
    {
        var runner = new DurableTestRunner(DurableFunction.Create<int>(ctx => ctx.StepAsync(
            "once",
            () => 1,
            new StepConfig { Semantics = StepSemantics.AtMostOncePerRetry, Retry = RetryStrategy.None })));

        var thrown = await runner.Invoking(r => r.ExploreCrashesAsync()).Should().ThrowAsync<OutcomesDifferException>();

        thrown.Which.Message.Should().Contain("Failed with DurableParallel.StepInterruptedException");
    }

    [Test]
    public async Task ExploreCrashes_WithAComparer_TakesWhatIsEquivalent()
    {
        var runner = new DurableTestRunner(_ =>
        {
            var counter = 0;
            return DurableFunction.Create<int>(async ctx =>
            {
                counter++;
                await ctx.StepAsync("s", () => 1);
                return counter;
            });
        });

        var report = await runner.ExploreCrashesAsync(new ExplorationOptions { AreEquivalent = (a, b) => a.Status == b.Status });

        report.Points.Should().Be(4);
    }

    [Test]
    public async Task ExploreCrashes_OfWhatDiffersWithoutACrash_SaysThatItIsNotRepeatable()
    {
        _outside = 0;
        var runner = new DurableTestRunner(DurableFunction.Create<int>(async ctx =>
        {
            await ctx.StepAsync("s", () => 1);
            return Interlocked.Increment(ref _outside);
        }));

        var thrown = await runner.Invoking(r => r.ExploreCrashesAsync()).Should().ThrowAsync<OutcomesDifferException>();

        thrown.Which.Code.Should().Be("DP7004");
        thrown.Which.Faults.Should().BeNull();
        thrown.Which.Message.Should().Contain("first run   Succeeded with 1").And.Contain("second run  Succeeded with 2");
    }

    [Test]
    public async Task ExploreCrashes_OfABranchOnTheClock_FindsTheDrift()
    {
        var runner = NewClockReader(HostMode.Resident);

        var thrown = await runner.Invoking(r => r.ExploreCrashesAsync()).Should().ThrowAsync<OutcomesDifferException>();

        thrown.Which.Message.Should().Contain("the step 'day'").And.Contain("the step 'night'");
    }

    [Test]
    public async Task ExploreCrashes_OfWhatDriftsWithoutACrash_ThrowsTheDrift()
    {
        var runner = NewClockReader(HostMode.Suspending);

        await runner.Invoking(r => r.ExploreCrashesAsync()).Should().ThrowAsync<NonDeterministicExecutionException>().WithMessage("*the step 'night'*");
    }

    [Test]
    public async Task ExploreCrashes_DrivenByHand_DrivesEveryRun()
    {
        var drives = 0;
        var runner = new DurableTestRunner(DurableFunction.Create<string>(ctx => ctx.WaitForCallbackAsync<string>("approval", (_, _) => Task.CompletedTask)));

        var report = await runner.ExploreCrashesAsync(new ExplorationOptions
        {
            Drive = async execution =>
            {
                drives++;
                await execution.RunUntilParkedAsync();
                execution.Callback("approval").Succeed("ok");
            },
        });

        drives.Should().Be(report.Points + 2);
        report.Undisturbed.ResultAs<string>().Should().Be("ok");
    }

    [Test]
    public async Task ExploreCrashes_OfWhatHangsUndisturbed_ThrowsTheHang()
    {
        var runner = new DurableTestRunner(DurableFunction.Create<string>(ctx => ctx.WaitForCallbackAsync<string>("approval", (_, _) => Task.CompletedTask)));

        (await runner.Invoking(r => r.ExploreCrashesAsync()).Should().ThrowAsync<DurableTestException>()).Which.Code.Should().Be("DP7001");
    }

    [Test]
    public void Faults_ThatAreNoCrashes_AreRefused()
    {
        var act = () => new ExplorationOptions { Faults = [FaultKind.CrashBefore, FaultKind.Throttle] };

        act.Should().Throw<ArgumentException>().WithMessage("*CrashBefore, Throttle*");
    }

    private static DurableTestRunner NewClockReader(HostMode mode) => new(
        clock => DurableFunction.Create(async ctx =>
        {
            await ctx.StepAsync(clock.GetUtcNow().Hour < 12 ? "day" : "night", () => { });
            await ctx.WaitAsync("half a day", TimeSpan.FromHours(12));
            await ctx.StepAsync("end", () => { });
        }),
        new DurableTestRunnerOptions { Mode = mode });

    private static async Task<string> SafeAsync(DurableContext ctx)
    {
        await using var p = ctx.Parallel("all", c => c.MaxConcurrency(2));
        var steps = p.Branch("steps", async b => await b.StepAsync("a", () => 1) + await b.StepAsync("b", () => 2));
        var wait = p.Branch("wait", async b =>
        {
            await b.WaitAsync(TimeSpan.FromHours(2));
            return await b.StepAsync("c", step => step.Attempt < 2 ? throw new InvalidDataException("again") : 3);
        });
        var answer = p.Branch("answer", b => b.WaitForCallbackAsync<string>("approval", (_, _) => Task.CompletedTask));
        var doubled = p.Branch("doubled", b => b.InvokeAsync<int, int>(null, "double", 4));
        await p.JoinAsync();
        return $"{steps.Result} {wait.Result} {answer.Result} {doubled.Result}";
    }
}
