using DurableParallel.Contract.Hosts;
using DurableParallel.Records;
using DurableParallel.Testing;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Events;

/// <summary>Events that executions raise in each other: each is raised once, whatever dies.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class RaiseEventTests(ContractHostKind kind) : EventFixture(kind)
{
    [Test]
    public async Task CrashAtEveryCheckpoint_WithEvents_EachIsRaisedAndTakenOnce([Values(FaultKind.CrashBefore, FaultKind.CrashAfter, FaultKind.LoseAcknowledgement)] FaultKind fault)
    {
        SkipWithout();
        var undisturbed = FaultPlan.CountOnly();
        var expected = (await RunAsync(EverythingAsync, undisturbed)).Value;
        expected.Should().Be("0 1 2 two one none done");

        for (var k = 1; k <= undisturbed.Checkpoints; k++)
        {
            var plan = fault switch
            {
                FaultKind.CrashBefore => FaultPlan.CrashBefore(k),
                FaultKind.CrashAfter => FaultPlan.CrashAfter(k),
                _ => FaultPlan.LoseAcknowledgement(k),
            };
            var run = await RunAsync(EverythingAsync, plan);

            run.Value.Should().Be(expected, "of {0}", plan);
            var ends = run.Execution.Updates.Where(u => u.Action is OperationAction.Succeed or OperationAction.Fail).GroupBy(u => u.Hex);
            ends.Should().NotContain(g => g.Count() > 1, "of {0}: every operation ends once", plan);
            var starts = run.Execution.Updates.Where(u => u.Action == OperationAction.Start && u.Type != OperationType.Step).GroupBy(u => u.Hex);
            starts.Should().NotContain(g => g.Count() > 1, "of {0}: nothing but a step starts twice", plan);
        }
    }

    [Test]
    public async Task Raise_InAnotherExecution_IsDurableThereBeforeTheCodeGoesOn()
    {
        var waiting = await ParkedAsync(async ctx => $"{await ctx.WaitForEventAsync<int>("n")} {await ctx.WaitForEventAsync<int>("n")}");
        Host.Register("raiser", DurableFunction.Create(async ctx =>
        {
            await ctx.RaiseEventAsync(waiting.Name, "n", 1);
            await ctx.RaiseEventAsync(waiting.Name, "n", 2);
            return "raised";
        }));

        var raiser = await Host.StartAsync("raiser");

        (await OutcomeOf(raiser)).Value<string>().Should().Be("raised");
        (await OutcomeOf(waiting)).Value<string>().Should().Be("1 2");
        raiser.Operations.Should().OnlyContain(static operation => operation.Record.Type == OperationType.EventRaise && operation.Record.Status == OperationStatus.Succeeded);
    }

    [TestCase("missing", "Event.ExecutionNotFound")]
    [TestCase("ended", "Event.ExecutionEnded")]
    [TestCase("waiting", "Event.ValueRefused")]
    public async Task Raise_ThatIsNotTaken_IsTheSameFailureLiveAndReplayed(string target, string errorType)
    {
        SkipWithout();
        Host.Register("ended", DurableFunction.Create(static _ => Task.FromResult(0)));
        Host.Register("waiting", DurableFunction.Create(static async ctx => await ctx.WaitForEventAsync<int>("n")));
        var name = target;
        if (target != "missing")
        {
            var other = await Host.StartAsync(target);
            name = other.Name;
            if (target == "ended")
            {
                await OutcomeOf(other);
            }
            else
            {
                await UntilAsync(() => other.Operations.Count == 1);
            }
        }

        var (live, replayed) = await LiveAndReplayedAsync(async ctx =>
        {
            try
            {
                await ctx.RaiseEventAsync(name, "n", "no number");
                return "raised";
            }
            catch (EventNotRaisedException refused)
            {
                return $"{refused.Code} {refused.Error.ErrorType} {refused.OperationPath}";
            }
        });

        live.Should().Be($"DP1042 {errorType} n");
        replayed.Should().Be(live);
    }

    [Test]
    public async Task Retry_OfAnExecutionThatRaised_DoesNotRaiseAgain()
    {
        SkipWithout();
        if (!Host.Traits.Retries)
        {
            Assert.Ignore("This host retries no executions.");
        }

        var fails = true;
        Host.AutoAdvance = false;
        var waiting = await StartAsync(async ctx =>
        {
            var first = await ctx.WaitForEventAsync<int>("n");
            await ctx.WaitAsync("hold", TimeSpan.FromDays(1));
            return $"{first} {await ctx.WaitForEventAsync<int>("n")}";
        });
        Host.Register("raiser", DurableFunction.Create(async ctx =>
        {
            await ctx.RaiseEventAsync(waiting.Name, "n", 1);
            await ctx.StepAsync("s", () => Volatile.Read(ref fails) ? throw new InvalidOperationException("no") : 0, new StepConfig { Retry = RetryStrategy.None });
            await ctx.RaiseEventAsync(waiting.Name, "n", 2);
            return 0;
        }));
        var raiser = await Host.StartAsync("raiser");
        (await OutcomeOf(raiser)).Status.Should().Be(ContractStatus.Failed);

        Volatile.Write(ref fails, false);
        await raiser.RetryAsync();

        (await OutcomeOf(raiser)).RequireSuccess();
        Host.AutoAdvance = true;
        (await OutcomeOf(waiting)).Value<string>().Should().Be("1 2");
    }

    private static async Task<string> EverythingAsync(DurableContext ctx)
    {
        var self = ctx.ExecutionName;
        for (var i = 0; i < 3; i++)
        {
            await ctx.RaiseEventAsync(self, "n", i);
        }

        var numbers = $"{await ctx.WaitForEventAsync<int>("n")} {await ctx.WaitForEventAsync<int>("n")} {await ctx.WaitForEventAsync<int>("n")}";
        await using var p = ctx.Parallel("scope");
        var first = p.Branch("first", b => b.WaitForEventAsync<string>("text"));
        var second = p.Branch("second", async b =>
        {
            await b.RaiseEventAsync(self, "unread", "nor taken");
            await b.RaiseEventAsync(self, "text", "two");
            await b.RaiseEventAsync(self, "other", "one");
            return await b.WaitForEventAsync<string>("other");
        });
        await p.JoinAsync();
        return $"{numbers} {first.Result} {second.Result} {await NoneAsync(ctx)} done";
    }

    private static async Task<string> NoneAsync(DurableContext ctx)
    {
        try
        {
            return await ctx.WaitForEventAsync<string>("text", TimeSpan.FromMinutes(1));
        }
        catch (EventTimedOutException)
        {
            return "none";
        }
    }
}
