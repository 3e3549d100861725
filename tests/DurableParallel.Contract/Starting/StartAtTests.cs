using DurableParallel.Contract.Hosts;
using DurableParallel.Testing;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Starting;

/// <summary>Executions that are accepted now and begin at a time.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class StartAtTests(ContractHostKind kind) : ContractFixture(kind)
{
    private static readonly TimeSpan Later = TimeSpan.FromHours(3) + TimeSpan.FromMilliseconds(7);
    private int _begun;

    [SetUp]
    public void RequireLaterStarts()
    {
        if (!Host.Traits.StartsLater)
        {
            Assert.Ignore("This host begins every execution at once.");
        }
    }

    [Test]
    public async Task StartAt_Later_BeginsThenAndSeesThatTime()
    {
        var begin = Host.Clock.GetUtcNow();
        var execution = await StartAsync(Later, async ctx =>
        {
            var began = ctx.UtcNow;
            await ctx.WaitAsync(TimeSpan.FromHours(1));
            return (began - begin).TotalMilliseconds;
        });

        (await OutcomeOf(execution)).Value<double>().Should().Be(Later.TotalMilliseconds);
        (Host.Clock.GetUtcNow() - begin).Should().Be(Later + TimeSpan.FromHours(1));
    }

    [Test]
    public async Task StartAt_BeforeItsTime_RunsNothing()
    {
        Host.AutoAdvance = false;
        var execution = await StartAsync(Later, CountAsync);
        await execution.WhenQuietAsync().WaitAsync(HangGuard);

        Host.Clock.Advance(Later - TimeSpan.FromMilliseconds(1));
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        var early = _begun;
        Host.Clock.Advance(TimeSpan.FromMilliseconds(1));
        await OutcomeOf(execution);

        early.Should().Be(0);
        _begun.Should().Be(1);
    }

    [Test]
    public async Task StartAt_InThePast_BeginsAtOnce([Values(-1, 0)] int hours)
    {
        Host.AutoAdvance = false;
        var execution = await StartAsync(TimeSpan.FromHours(hours), CountAsync);

        (await OutcomeOf(execution)).Value<double>().Should().Be(1);
    }

    [Test]
    public async Task StartAt_TheProcessDiesMeanwhile_BeginsAtItsTime([Values] bool isDownThen)
    {
        Host.AutoAdvance = false;
        var execution = await StartAsync(Later, CountAsync);
        await execution.WhenQuietAsync().WaitAsync(HangGuard);

        await Host.CrashAsync();
        if (isDownThen)
        {
            Host.Clock.Advance(Later);
        }

        await Host.RestartAsync();
        if (!isDownThen)
        {
            await execution.WhenQuietAsync().WaitAsync(HangGuard);
            _begun.Should().Be(0);
            Host.AutoAdvance = true;
        }

        (await OutcomeOf(execution)).Value<double>().Should().Be(1);
        _begun.Should().Be(1);
    }

    [Test]
    public async Task StartAt_ManyDeathsBeforeItBegins_AreNotItsFault()
    {
        Host.AutoAdvance = false;
        var execution = await StartAsync(Later, CountAsync);
        for (var i = 0; i < 10; i++)
        {
            await execution.WhenQuietAsync().WaitAsync(HangGuard);
            await Host.CrashAsync();
            await Host.RestartAsync();
        }

        Host.AutoAdvance = true;
        (await OutcomeOf(execution)).Value<double>().Should().Be(1);
    }

    [Test]
    public async Task StartAt_StoppedBefore_HasNeverBegun([Values] bool crashes)
    {
        Host.AutoAdvance = false;
        var execution = await StartAsync(Later, CountAsync);
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        if (crashes)
        {
            await Host.CrashAsync();
            await Host.RestartAsync();
        }

        await execution.StopAsync();
        Host.Clock.Advance(Later + Later);

        (await OutcomeOf(execution)).Status.Should().Be(ContractStatus.Stopped);
        _begun.Should().Be(0);
    }

    [Test]
    public async Task StartAt_WithATimeout_ItRunsFromTheBeginning([Values] bool crashes)
    {
        var begin = Host.Clock.GetUtcNow();
        Host.AutoAdvance = false;
        var execution = await StartAsync(
            Later,
            async ctx =>
            {
                await ctx.WaitAsync(TimeSpan.FromDays(1));
                return 1;
            },
            TimeSpan.FromMinutes(1));
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        if (crashes)
        {
            await Host.CrashAsync();
            await Host.RestartAsync();
        }

        Host.AutoAdvance = true;
        (await OutcomeOf(execution)).Status.Should().Be(ContractStatus.TimedOut);
        (Host.Clock.GetUtcNow() - begin).Should().Be(Later + TimeSpan.FromMinutes(1));
    }

    [Test]
    public async Task StartAt_CrashAtEveryCheckpoint_RunsToItsEnd([Values(FaultKind.CrashBefore, FaultKind.CrashAfter)] FaultKind fault)
    {
        var undisturbed = FaultPlan.CountOnly();
        await OutcomeOf(await StartAsync(Later, CodeAsync, faults: undisturbed));
        for (var k = 1; k <= undisturbed.Checkpoints; k++)
        {
            var plan = FaultPlan.Create(fault, k);
            var begin = Host.Clock.GetUtcNow();
            var execution = await StartAsync(Later, CodeAsync, faults: plan);

            (await OutcomeOf(execution)).Value<double>().Should().Be(3, "of {0}", plan);
            (Host.Clock.GetUtcNow() - begin).Should().Be(Later + TimeSpan.FromSeconds(5), "of {0}", plan);
        }

        static async Task<double> CodeAsync(DurableContext ctx)
        {
            var first = await ctx.StepAsync("one", () => 1);
            await ctx.WaitAsync(TimeSpan.FromSeconds(5));
            return first + await ctx.StepAsync("two", () => 2);
        }
    }

    private async Task<double> CountAsync(DurableContext ctx)
    {
        Interlocked.Increment(ref _begun);
        return await ctx.StepAsync("s", () => 1);
    }

    private Task<IContractExecution> StartAsync(TimeSpan later, Func<DurableContext, Task<double>> code, TimeSpan? timeout = null, FaultPlan? faults = null)
    {
        Host.Register("later", DurableFunction.Create(code));
        return Host.StartAsync("later", faults: faults, timeout: timeout, startAt: Host.Clock.GetUtcNow() + later);
    }
}
