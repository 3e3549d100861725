using DurableParallel.Contract.Hosts;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Waits;

[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class WaitTests(ContractHostKind kind) : ContractFixture(kind)
{
    [Test]
    public async Task Wait_OneDay_PassesInVirtualTime()
    {
        var (run, elapsed) = await TimedAsync(async ctx =>
        {
            await ctx.WaitAsync("a day", TimeSpan.FromDays(1));
            return 1;
        });

        elapsed.Should().Be(TimeSpan.FromDays(1));
        run.Operation("a day").Record.Should().BeEquivalentTo(new { Type = OperationType.Wait, Status = OperationStatus.Succeeded });
    }

    [TestCase(0, 1, 1)]
    [TestCase(0.0001, 1, 1)]
    [TestCase(1, 1, 1)]
    [TestCase(1.5, 2, 1)]
    [TestCase(999, 999, 1)]
    [TestCase(1000, 1000, 1)]
    [TestCase(1001, 1001, 2)]
    public async Task Wait_FractionOfASecond_IsExactToTheMillisecondWhereTheHostIs(double milliseconds, int expected, int wholeSeconds)
    {
        var (_, elapsed) = await TimedAsync(async ctx =>
        {
            await ctx.WaitAsync(TimeSpan.FromTicks((long)(milliseconds * TimeSpan.TicksPerMillisecond)));
            return 1;
        });

        elapsed.Should().Be(Host.Traits.HasWholeSeconds ? TimeSpan.FromSeconds(wholeSeconds) : TimeSpan.FromMilliseconds(expected));
    }

    [Test]
    public async Task Wait_Negative_IsRefused()
    {
        var seen = await ValueAsync(async ctx =>
        {
            try
            {
                await ctx.WaitAsync(TimeSpan.FromSeconds(-1));
                return "accepted";
            }
            catch (ArgumentOutOfRangeException)
            {
                return "refused";
            }
        });

        seen.Should().Be("refused");
    }

    [Test]
    public async Task Waits_StartedTogether_EndInTheMaximumNotTheSum()
    {
        var (_, elapsed) = await TimedAsync(async ctx =>
        {
            var first = ctx.WaitAsync("first", TimeSpan.FromHours(1));
            var second = ctx.WaitAsync("second", TimeSpan.FromHours(3));
            await Task.WhenAll(first, second);
            return 1;
        });

        elapsed.Should().Be(TimeSpan.FromHours(3));
    }

    [Test]
    public async Task Waits_OneAfterTheOther_EndInTheSum()
    {
        var (_, elapsed) = await TimedAsync(async ctx =>
        {
            await ctx.WaitAsync(TimeSpan.FromHours(1));
            await ctx.WaitAsync(TimeSpan.FromHours(3));
            return 1;
        });

        elapsed.Should().Be(TimeSpan.FromHours(4));
    }

    [Test]
    public async Task Wait_InAHelperThatHandsItOn_IsSeen()
    {
        var (_, elapsed) = await TimedAsync(async ctx =>
        {
            await Helper(ctx);
            return 1;
        });

        elapsed.Should().Be(TimeSpan.FromMinutes(5));

        static DurableTask Helper(DurableContext ctx) => ctx.WaitAsync(TimeSpan.FromMinutes(5)).ConfigureAwait(false);
    }

    [Test]
    public async Task Wait_TheProcessDownWhenItIsDue_IsOverAtTheRestart()
    {
        Host.AutoAdvance = false;
        var execution = await StartAsync(async ctx =>
        {
            await ctx.WaitAsync(TimeSpan.FromMinutes(5));
            return 1;
        });
        await execution.WhenQuietAsync().WaitAsync(HangGuard);

        await Host.CrashAsync();
        Host.Clock.Advance(TimeSpan.FromHours(1));
        await Host.RestartAsync();
        var outcome = await OutcomeOf(execution);

        outcome.Value<int>().Should().Be(1);
    }

    [Test]
    public async Task Wait_BeforeItIsDue_DoesNotEnd()
    {
        Host.AutoAdvance = false;
        var execution = await StartAsync(async ctx =>
        {
            await ctx.WaitAsync(TimeSpan.FromMinutes(5));
            return 1;
        });
        await execution.WhenQuietAsync().WaitAsync(HangGuard);

        Host.Clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        var early = execution.OutcomeAsync().IsCompleted;
        Host.Clock.Advance(TimeSpan.FromTicks(1));
        await OutcomeOf(execution);

        early.Should().BeFalse();
    }

    private async Task<(ContractRun<int> Run, TimeSpan Elapsed)> TimedAsync(Func<DurableContext, Task<int>> code)
    {
        var begin = Host.Clock.GetUtcNow();
        var run = await RunAsync(code);
        run.Value.Should().Be(1);
        return (run, Host.Clock.GetUtcNow() - begin);
    }
}
