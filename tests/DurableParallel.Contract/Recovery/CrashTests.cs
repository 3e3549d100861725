using DurableParallel.Contract.Hosts;
using DurableParallel.Records;
using DurableParallel.Testing;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Recovery;

[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class CrashTests(ContractHostKind kind) : ContractFixture(kind)
{
    [Test]
    public async Task CrashAtEveryCheckpoint_OfAScopeThatCannotDecideEarly_TheOutcomeIsTheSame([Values(FaultKind.CrashBefore, FaultKind.CrashAfter, FaultKind.LoseAcknowledgement)] FaultKind fault)
    {
        var undisturbed = FaultPlan.CountOnly();
        var expected = (await RunAsync(EverythingAsync, undisturbed)).Value;

        for (var k = 1; k <= undisturbed.Checkpoints; k++)
        {
            var plan = FaultPlan.Create(fault, k);
            var run = await RunAsync(EverythingAsync, plan);

            run.Value.Should().Be(expected, "of {0}", plan);
            plan.HasFired.Should().BeTrue("there are at least as many checkpoints as without a fault");
            AssertRecordedOnce(run, plan);
        }
    }

    [Test]
    public async Task CrashAtEveryCheckpoint_OfARace_TheOutcomeIsOneThatTheRulesAllow([Values(FaultKind.CrashBefore, FaultKind.CrashAfter, FaultKind.LoseAcknowledgement)] FaultKind fault)
    {
        var undisturbed = FaultPlan.CountOnly();
        await RunAsync(RaceAsync, undisturbed);

        for (var k = 1; k <= undisturbed.Checkpoints; k++)
        {
            var plan = FaultPlan.Create(fault, k);
            var run = await RunAsync(RaceAsync, plan);

            var seen = run.Value;
            seen.Reason.Should().Be("MinSuccessfulReached", "of {0}", plan);
            seen.Statuses.Count(s => s == BranchStatus.Succeeded).Should().BeGreaterThanOrEqualTo(2, "of {0}", plan);
            AssertNoBranchEndIsContradicted(run, seen.Statuses, plan);
            AssertRecordedOnce(run, plan);
        }
    }

    [Test]
    public async Task CrashAfterTheScopesEndIsDurable_TheOutcomeIsTheRecordedOne([Values(FaultKind.CrashAfter, FaultKind.LoseAcknowledgement)] FaultKind fault)
    {
        for (var round = 0; round < 10; round++)
        {
            var undisturbed = FaultPlan.CountOnly();
            await RunAsync(RaceAsync, undisturbed);
            var run = await RunAsync(RaceAsync, FaultPlan.Create(fault, undisturbed.Checkpoints));

            var scope = run.Operation("race").Hex;
            run.Execution.Updates.Count(u => u.Hex == scope && u.Action == OperationAction.Succeed).Should().Be(1);
            AssertNoBranchEndIsContradicted(run, run.Value.Statuses, FaultPlan.CountOnly());
        }
    }

    [Test]
    public async Task CrashBetweenDecisionAndEnd_TheWinnersThatAreDurableStayWinners()
    {
        var failing = 0;
        var plan = FaultPlan.CrashBefore(5);

        var run = await RunAsync(
            async ctx =>
            {
                await using var p = ctx.Parallel("race", c => c.MaxConcurrency(1).FirstSuccessful());
                var winner = p.Branch("winner", b => b.StepAsync("s", () => Interlocked.Increment(ref failing) > 1 ? throw new InvalidDataException("no") : 7));
                p.Branch("other", b => b.StepAsync("s", () => 8));
                await p.JoinAsync();
                return winner.Result;
            },
            plan);

        run.Value.Should().Be(7, "its value was durable before the crash, and nothing runs it again");
        failing.Should().Be(1);
    }

    [Test]
    public async Task CrashAgainAndAgain_TheExecutionStillComesToItsEnd()
    {
        var expected = await ValueAsync(EverythingAsync);
        var execution = await StartAsync(EverythingAsync);

        for (var i = 0; i < 5; i++)
        {
            await Host.CrashAsync();
            await Host.RestartAsync();
        }

        (await OutcomeOf(execution)).Value<string>().Should().Be(expected);
    }

    private static async Task<string> EverythingAsync(DurableContext ctx)
    {
        var seen = new List<string> { await ctx.StepAsync("begin", () => "begin") };
        await using var p = ctx.Parallel("scope", c => c.AllCompleted().MaxConcurrency(3));
        p.Branch("plain", _ => Task.FromResult("plain"));
        p.Branch("steps", async b => await b.StepAsync("s1", () => "a") + await b.StepAsync("s2", () => "b"));
        p.Branch<string>("fails", b => b.StepAsync<string>("f", () => throw new InvalidDataException("broken"), new StepConfig { Retry = RetryStrategy.None }));
        p.Branch("waits", async b =>
        {
            await b.WaitAsync(TimeSpan.FromSeconds(5));
            return await b.StepAsync("after", () => "waited");
        });
        p.Branch("retries", b => b.StepAsync(
            "flaky",
            s => s.Attempt < 2 ? throw new InvalidDataException("again") : "retried",
            new StepConfig { Retry = RetryStrategy.Fixed(2, TimeSpan.FromSeconds(3)) }));
        p.Branch("nested", async b =>
        {
            await using var inner = b.Parallel("inner");
            var x = inner.Branch("x", i => i.StepAsync("s", () => "x"));
            var y = inner.Branch("y", i => i.RunInChildContextAsync("c", c => c.StepAsync("s", () => "y")));
            await inner.JoinAsync();
            return x.Result + y.Result;
        });
        var result = await p.JoinAsync();
        seen.AddRange(result.Branches.Select(b => $"{b.Index} {b.Name} {b.Status} {b.Error?.ErrorMessage}"));
        seen.Add(await ctx.StepAsync("end", () => $"{result.SuccessCount} {result.FailureCount}"));
        return string.Join('|', seen);
    }

    private static async Task<(string Reason, BranchStatus[] Statuses)> RaceAsync(DurableContext ctx)
    {
        await using var p = ctx.Parallel("race", c => c.MaxConcurrency(4).MinSuccessful(2));
        for (var i = 0; i < 6; i++)
        {
            var index = i;
            p.Branch($"b{i}", async b =>
            {
                await b.StepAsync("s", () => index);
                if (index == 0)
                {
                    throw new InvalidDataException("the first fails");
                }

                if (index == 1)
                {
                    await b.WaitAsync(TimeSpan.FromDays(1));
                }

                return index;
            });
        }

        var result = await p.JoinAsync();
        return (result.CompletionReason.ToString(), [.. result.Branches.Select(b => b.Status)]);
    }

    private static void AssertRecordedOnce<T>(ContractRun<T> run, FaultPlan plan)
    {
        var ends = run.Execution.Updates.Where(u => u.Action is OperationAction.Succeed or OperationAction.Fail).GroupBy(u => u.Hex);
        ends.Should().NotContain(g => g.Count() > 1, "of {0}: every operation ends once", plan);
        var starts = run.Execution.Updates.Where(u => u.Action == OperationAction.Start && u.Type != OperationType.Step).GroupBy(u => u.Hex);
        starts.Should().NotContain(g => g.Count() > 1, "of {0}: nothing but a retried step starts twice", plan);
    }

    private static void AssertNoBranchEndIsContradicted<T>(ContractRun<T> run, BranchStatus[] statuses, FaultPlan plan)
    {
        for (var i = 0; i < statuses.Length; i++)
        {
            var record = run.Execution.Operations.SingleOrDefault(o => o.Name == $"b{i}")?.Record.Status;
            var allowed = record switch
            {
                null => statuses[i] == BranchStatus.Skipped,
                OperationStatus.Succeeded => statuses[i] == BranchStatus.Succeeded,
                OperationStatus.Failed => statuses[i] == BranchStatus.Failed,
                _ => statuses[i] == BranchStatus.Canceled,
            };
            allowed.Should().BeTrue("of {0}: branch {1} is on record as {2} and in the outcome as {3}", plan, i, record, statuses[i]);
        }
    }
}
