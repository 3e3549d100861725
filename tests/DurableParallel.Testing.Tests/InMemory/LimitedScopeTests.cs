using DurableParallel.Engine;
using DurableParallel.Testing.InMemory;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Testing.Tests.InMemory;

/// <summary>When the place of a branch under a limit is free, over many orders of what is runnable.</summary>
internal sealed class LimitedScopeTests
{
    // The scope's START, the first branch's START, and its end, which is never durable in the first life.
    private const int EndOfTheFirst = 3;
    private const int Seeds = 50;

    [Test]
    public void Branch_WhoseEndIsOnItsWay_LeavesItsPlaceToTheNext() =>
        LivesInWhichTheSecondBegan(static c => c.AllCompleted(), fails: false).Should().Contain(1, "its START comes behind the end in the journal");

    [Test]
    public void Branch_WhoseFailureOnItsWayDecides_LeavesItsPlaceToNobody() =>
        LivesInWhichTheSecondBegan(static c => c, fails: true).Should().BeEmpty();

    [Test]
    public void Branch_WhoseSuccessOnItsWayDecides_LeavesItsPlaceToNobody() =>
        LivesInWhichTheSecondBegan(static c => c.FirstSuccessful(), fails: false).Should().BeEmpty();

    private static List<int> LivesInWhichTheSecondBegan(Func<ParallelConfigBuilder, ParallelConfigBuilder> rules, bool fails)
    {
        List<int> began = [];
        for (var seed = 0; seed < Seeds; seed++)
        {
            var life = 0;
            var scheduler = new SeededScheduler(seed);
            var host = new InMemoryHost(new InMemoryHostOptions { Mode = HostMode.Resident, Scheduler = scheduler });
            var execution = host.Start(
                DurableFunction.Create(async ctx =>
                {
                    life++;
                    var p = ctx.Parallel("limited", c => rules(c.MaxConcurrency(1)));
                    p.Branch("first", _ => fails ? throw new InvalidDataException("first") : Task.CompletedTask);
                    p.Branch("second", _ =>
                    {
                        began.Add(life);
                        return Task.CompletedTask;
                    });
                    await p.SettleAsync();
                }),
                faults: FaultPlan.CrashBefore(EndOfTheFirst));

            scheduler.RunUntil(execution.Completion);

            life.Should().Be(2, "of seed {0}: the plan has fired", seed);
            execution.Completion.Result.Status.Should().Be(ExecutionStatus.Succeeded);
        }

        return began;
    }
}
