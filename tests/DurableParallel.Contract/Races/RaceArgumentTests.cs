using DurableParallel.Contract.Hosts;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Races;

[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class RaceArgumentTests(ContractHostKind kind) : ContractFixture(kind)
{
    [Test]
    public async Task Race_ThatNobodyCouldWin_IsRefused() =>
        (await MessageAsync(ctx => ctx.WhenAnyAsync())).Should().Contain("empty").And.Contain("at least one");

    [Test]
    public async Task Null_InTheList_IsRefusedWithItsPlace() =>
        (await MessageAsync(ctx => ctx.WhenAnyAsync(ctx.StepAsync("s", () => 1), null!))).Should().Contain("Operation 1 of the list is null");

    [Test]
    public async Task Null_AsTheList_IsRefused() => (await MessageAsync(ctx => ctx.WhenAllSettledAsync(null!))).Should().Contain("operations");

    [Test]
    public async Task PlainTask_InTheList_IsRefusedAndSaysWhatToDo([Values("any", "all", "all of a type", "settled")] string form)
    {
        var message = await MessageAsync(ctx => form switch
        {
            "any" => ctx.WhenAnyAsync(ctx.WaitAsync(TimeSpan.FromDays(1)), HelperAsync(ctx)),
            "all" => ctx.WhenAllAsync(ctx.WaitAsync(TimeSpan.FromDays(1)), HelperAsync(ctx)),
            "all of a type" => ctx.WhenAllAsync(ctx.StepAsync("s", () => 1), HelperAsync(ctx)),
            _ => ctx.WhenAllSettledAsync(ctx.WaitAsync(TimeSpan.FromDays(1)), HelperAsync(ctx)),
        });

        message.Should().Contain("Operation 1 of the list is a plain Task").And.Contain("branch or a child context");

        static async Task<int> HelperAsync(DurableContext ctx)
        {
            await ctx.WaitAsync(TimeSpan.FromDays(1));
            return 1;
        }
    }

    [Test]
    public async Task OperationOfAnotherExecution_InTheList_IsRefused()
    {
        DurableTask? foreign = null;
        Host.AutoAdvance = false;
        var other = await StartAsync(async ctx =>
        {
            foreign = ctx.WaitAsync(TimeSpan.FromDays(1));
            await foreign;
            return 0;
        });
        await other.WhenQuietAsync().WaitAsync(HangGuard);

        var message = await MessageAsync(ctx => ctx.WhenAnyAsync(foreign!));

        message.Should().Contain("Operation 0 of the list belongs to another execution");
    }

    [Test]
    public async Task OperationThatItsContextLeftBehind_InTheList_IsRefused()
    {
        var message = await MessageAsync(async ctx =>
        {
            DurableTask? left = null;
            await ctx.RunInChildContextAsync("child", child =>
            {
                left = child.WaitAsync(TimeSpan.FromDays(1));
                return Task.CompletedTask;
            });
            await ctx.WhenAnyAsync(left!);
        });

        message.Should().Contain("Operation 0 of the list was left behind by child context 'child'");
    }

    [Test]
    public async Task Race_InTheBodyOfAStep_IsRefused([Values] bool all)
    {
        var message = await MessageAsync(async ctx =>
        {
            var wait = ctx.WaitAsync(TimeSpan.FromDays(1));
            await ctx.StepAsync("inside", () => all ? ctx.WhenAllAsync(wait) : (Task)ctx.WhenAnyAsync(wait), new StepConfig { Retry = RetryStrategy.None });
        });

        message.Should().Contain("step 'inside'");
    }

    private Task<string> MessageAsync(Func<DurableContext, Task> code) => ValueAsync(async ctx =>
    {
        try
        {
            await code(ctx);
            return "accepted";
        }
        catch (Exception refused) when (refused is ArgumentException or StepFailedException)
        {
            return refused.Message;
        }
    });
}
