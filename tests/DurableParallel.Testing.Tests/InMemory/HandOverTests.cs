using System.Globalization;
using DurableParallel.Testing.InMemory;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Testing.Tests.InMemory;

/// <summary>
/// An execution is never taken for parked while work is handed from one to another: scopes in many orders, in which work
/// items are cut at their hand-overs. The environment variable DP_SCALE multiplies how many orders there are.
/// </summary>
internal sealed class HandOverTests
{
    private const int Orders = 60;

    private static readonly int Scale =
        int.TryParse(Environment.GetEnvironmentVariable("DP_SCALE"), CultureInfo.InvariantCulture, out var scale) && scale > 0 ? scale : 1;

    private static readonly StepConfig Once = new() { Retry = RetryStrategy.None };

    [Test]
    public void Scope_OneAtATimeWithTheLastAwaited_IsNoDeadlock([Values] HostMode mode, [Values] NestingType nesting) => Explore(mode, parks: 0, async ctx =>
    {
        var p = ctx.Parallel("scope", c => c.MaxConcurrency(1).Nesting(nesting));
        DurableFuture<int>? last = null;
        for (var i = 0; i < 6; i++)
        {
            var number = i;
            last = p.Branch(null, b => b.StepAsync("s", () => number));
        }

        var join = p.JoinAsync();
        var value = await last!.AsTask();
        await join;
        return $"{value}";
    }, "5");

    [Test]
    public void Scope_BranchThatLeavesItsSlot_FillsItBeforeAllIsParked([Values] HostMode mode, [Values] NestingType nesting) => Explore(mode, parks: 3, async ctx =>
    {
        var begin = ctx.UtcNow;
        var ends = await ctx.MapAsync("scope", [1, 5, 1], async (b, hours, _) =>
        {
            await b.WaitAsync(TimeSpan.FromHours(hours));
            return b.UtcNow - begin;
        }, new MapConfig<int> { MaxConcurrency = 2, Nesting = nesting });
        return $"{ends.GetResults()[2].TotalHours}";
    }, "2");

    [Test]
    public void Scope_DecidedWhileALoserParks_ReleasesItAtOnce([Values] HostMode mode) => Explore(mode, parks: 0, async ctx =>
    {
        var p = ctx.Parallel("scope", c => c.FirstSuccessful());
        var winner = p.Branch("winner", b => b.StepAsync("s", () => 1));
        var loser = p.Branch("loser", async b =>
        {
            await b.StepAsync("first", () => { });
            await b.WaitAsync(TimeSpan.FromDays(1));
            return 2;
        });
        await p.JoinAsync();
        return $"{winner.Status} {loser.Status}";
    }, "Succeeded Canceled");

    [Test]
    public void Scope_WhoseOwnerParksBesideALoser_ReleasesItAtOnce([Values] HostMode mode) => Explore(mode, parks: 1, async ctx =>
    {
        var beside = ctx.StepAsync("beside", s => s.Attempt < 2 ? throw new InvalidDataException("busy") : s.Attempt, new StepConfig { Retry = RetryStrategy.Fixed(2, TimeSpan.FromDays(9)) });
        var begin = ctx.UtcNow;
        var p = ctx.Parallel("scope", c => c.FirstSuccessful());
        p.Branch("winner", b => b.StepAsync("s", () => 1));
        p.Branch("loser", async b =>
        {
            await b.StepAsync("first", () => { });
            await b.WaitAsync(TimeSpan.FromDays(1));
            return 2;
        });
        await p.JoinAsync();
        var mark = await ctx.StepAsync("mark", () => 1);
        var joined = ctx.UtcNow - begin;
        return $"{mark} {await beside} {joined.TotalDays}";
    }, "1 2 0");

    [Test]
    public void Scope_ThatIsCompensated_HasNoParkBetweenItsEndAndTheUndoing([Values] HostMode mode) => Explore(mode, parks: 0, async ctx =>
    {
        var undone = new List<string>();
        var p = ctx.Parallel("scope", c => c.MaxConcurrency(2).ToleratedFailureCount(1));
        foreach (var name in (string[])["a", "b"])
        {
            p.Branch(name, b => b.StepAsync("s", () => 1), new BranchOptions<int> { Compensate = (b, _) => b.StepAsync("undo", () => undone.Add(name)) });
        }

        p.Branch("bad", b => b.StepAsync<int>("s", () => throw new InvalidDataException("bad"), Once));
        p.Branch("worse", b => b.StepAsync<int>("s", () => throw new InvalidDataException("worse"), Once));
        await p.SettleAsync();
        return string.Concat(undone);
    }, "ba");

    [Test]
    public void Scope_WhoseTimeIsUp_IsJoinedAtOnce([Values] HostMode mode, [Values] NestingType nesting) => Explore(mode, parks: 1, async ctx =>
    {
        var begin = ctx.UtcNow;
        var p = ctx.Parallel("scope", c => c.Timeout(TimeSpan.FromHours(1)).Nesting(nesting).MaxConcurrency(2));
        for (var i = 0; i < 3; i++)
        {
            p.Branch(null, b => b.WaitAsync(TimeSpan.FromDays(1)));
        }

        var result = await p.SettleAsync();
        return $"{result.CompletionReason} {(ctx.UtcNow - begin).TotalHours}";
    }, "TimedOut 1");

    [Test]
    public void Branches_ThatWaitForEachOther_AreStillADeadlock([Values] HostMode mode) => Explore(mode, parks: 0, async ctx =>
    {
        DurableFuture<int>? second = null;
        var p = ctx.Parallel("scope", c => c.AllCompleted());
        var first = p.Branch("first", async _ => await second!.AsTask());
        second = p.Branch("second", async _ => await first.AsTask());
        var result = await p.SettleAsync();
        return $"{result.FailureCount} {first.Error!.ErrorMessage[..9]}";
    }, "2 Deadlock:");

    private static void Explore(HostMode mode, int parks, Func<DurableContext, Task<string>> code, string expected)
    {
        var cuts = 0;
        for (var seed = 0; seed < Orders * Scale; seed++)
        {
            var scheduler = new PreemptiveScheduler(seed, chanceToCut: 5 + (seed % 4 * 15));
            var host = new InMemoryHost(new InMemoryHostOptions { Mode = mode, Scheduler = scheduler });
            var execution = host.Start(DurableFunction.Create<string>(code));

            scheduler.RunUntil(execution.Completion);

            var report = execution.Completion.Result;
            $"{report.Status} {report.Payload}{report.Error?.ErrorMessage}{report.Fault?.Message}".Should().Be($"Succeeded \"{expected}\"", "of seed {0}", seed);
            if (mode == HostMode.Suspending)
            {
                execution.Invocations.Should().BeLessThanOrEqualTo(1 + parks, "of seed {0}: it is suspended only where all is parked", seed);
            }

            host.Violations.Should().BeEmpty("of seed {0}", seed);
            cuts += scheduler.Cuts;
        }

        cuts.Should().BePositive("else nothing was explored");
    }
}
