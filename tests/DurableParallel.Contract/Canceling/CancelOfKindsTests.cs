using System.Collections.Concurrent;
using DurableParallel.Contract.Hosts;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Canceling;

/// <summary>What becomes of events, scopes and executions that have not begun when an execution is canceled.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class CancelOfKindsTests(ContractHostKind kind) : ContractFixture(kind)
{
    private readonly ConcurrentQueue<string> _done = new();

    [SetUp]
    public void RequireCancel() => Assume.That(Host.Traits.Cancels, "a host whose executions are only stopped has other tests");

    [Test]
    public async Task Cancel_OfAWaitForAnEvent_KeepsItsEventForTheNextWait([Values] bool crashes)
    {
        var execution = await ParkedAsync(async ctx =>
        {
            try
            {
                return await ctx.WaitForEventAsync<int>("n");
            }
            catch (OperationCanceledException)
            {
                await ctx.WaitAsync("until it is raised", TimeSpan.FromMinutes(1));
                return 100 + await ctx.WaitForEventAsync<int>("n");
            }
        });

        await execution.CancelAsync().WaitAsync(HangGuard);
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        await execution.RaiseEventAsync("n", "7").WaitAsync(HangGuard);
        if (crashes)
        {
            await Host.CrashAsync();
            await Host.RestartAsync();
            await execution.WhenQuietAsync().WaitAsync(HangGuard);
        }

        Host.AutoAdvance = true;
        (await OutcomeOf(execution)).Value<int>().Should().Be(107);
        execution.Operations.Where(o => o.Record.Type == OperationType.EventWait).Select(o => o.Record.Status)
            .Should().Equal(OperationStatus.Canceled, OperationStatus.Succeeded);
    }

    [Test]
    public async Task Cancel_OfAWaitForAnEvent_LeavesEarlierEventsOfOtherNames()
    {
        var execution = await ParkedAsync(async ctx =>
        {
            try
            {
                return await ctx.WaitForEventAsync<int>("n");
            }
            finally
            {
                _done.Enqueue($"{await ctx.WaitForEventAsync<int>("other")}");
            }
        });

        await execution.RaiseEventAsync("other", "3").WaitAsync(HangGuard);
        await execution.CancelAsync().WaitAsync(HangGuard);

        (await OutcomeOf(execution)).Status.Should().Be(ContractStatus.Canceled);
        _done.Should().Equal("3");
    }

    [Test]
    public async Task Cancel_BehindARaisedEvent_TheEventStaysRaisedOnce()
    {
        var waiting = await ParkedAsync(async ctx => await ctx.WaitForEventAsync<int>("n") + await ctx.WaitForEventAsync<int>("n"));
        Host.Register("raiser", DurableFunction.Create<int>(async ctx =>
        {
            try
            {
                await ctx.RaiseEventAsync(waiting.Name, "n", 1);
                await ctx.WaitAsync("long", TimeSpan.FromDays(1));
            }
            finally
            {
                await ctx.RaiseEventAsync(waiting.Name, "n", 20);
            }

            return 1;
        }));
        var raiser = await Host.StartAsync("raiser");
        await raiser.WhenQuietAsync().WaitAsync(HangGuard);

        await raiser.CancelAsync().WaitAsync(HangGuard);

        (await OutcomeOf(raiser)).Status.Should().Be(ContractStatus.Canceled);
        (await OutcomeOf(waiting)).Value<int>().Should().Be(21);
    }

    [Test]
    public async Task Cancel_OfAScopeWhoseBranchesStartAtOnce_EachCleansUp([Values] bool isJoined)
    {
        var execution = await ParkedAsync(async ctx =>
        {
            await using var scope = ctx.Parallel("scope", static c => c.StartAtOnce());
            scope.Branch("left", b => CleanUpAsync(b, "left"));
            scope.Branch("right", b => CleanUpAsync(b, "right"));
            if (!isJoined)
            {
                await ctx.WaitAsync("before the join", TimeSpan.FromDays(1));
            }

            await scope.JoinAsync();
            return 1;
        });

        await execution.CancelAsync().WaitAsync(HangGuard);
        Host.AutoAdvance = true;

        (await OutcomeOf(execution)).Status.Should().Be(ContractStatus.Canceled);
        _done.Should().BeEquivalentTo("left", "right");
    }

    [Test]
    public async Task Cancel_OfAMap_ItemsThatRunCleanUpAndNoneBegins()
    {
        var execution = await ParkedAsync(async ctx =>
        {
            await ctx.MapAsync("map", Enumerable.Range(0, 9), (b, item) => CleanUpAsync(b, $"item {item}"), new MapConfig<int> { MaxConcurrency = 2 });
            return 1;
        });

        await execution.CancelAsync().WaitAsync(HangGuard);
        Host.AutoAdvance = true;

        (await OutcomeOf(execution)).Status.Should().Be(ContractStatus.Canceled);
        _done.Should().BeEquivalentTo("item 0", "item 1");
    }

    [Test]
    public async Task Cancel_BeforeItsStartTime_EndsAtOnceAndRunsNothing([Values] bool crashes)
    {
        Assume.That(Host.Traits.StartsLater, "another host begins every execution at once");
        Host.AutoAdvance = false;
        Host.Register("later", DurableFunction.Create(ctx => ctx.StepAsync("s", () =>
        {
            _done.Enqueue("ran");
            return 1;
        })));
        var execution = await Host.StartAsync("later", startAt: Host.Clock.GetUtcNow().AddHours(3));
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        if (crashes)
        {
            await Host.CrashAsync();
            await Host.RestartAsync();
        }

        await execution.CancelAsync("withdrawn").WaitAsync(HangGuard);
        var outcome = await OutcomeOf(execution);
        Host.Clock.Advance(TimeSpan.FromHours(4));

        outcome.Status.Should().Be(ContractStatus.Canceled);
        outcome.Error.Should().BeEquivalentTo(new { ErrorType = "Execution.Canceled", ErrorMessage = "the execution was canceled: withdrawn." });
        _done.Should().BeEmpty();
        execution.Operations.Should().BeEmpty();
    }

    [Test]
    public async Task Cancel_TheProcessDiesOnceTheRequestIsDurable_CleansUpInTheNextOne()
    {
        var execution = await ParkedAsync(ctx => CleanUpAsync(ctx, "cleaned up"));

        await execution.CancelAsync().WaitAsync(HangGuard);
        await Host.CrashAsync();
        await Host.RestartAsync();
        Host.AutoAdvance = true;

        (await OutcomeOf(execution)).Status.Should().Be(ContractStatus.Canceled);
        _done.Should().Contain("cleaned up");
    }

    private async Task<IContractExecution> ParkedAsync<T>(Func<DurableContext, Task<T>> code)
    {
        Host.AutoAdvance = false;
        var execution = await StartAsync(code);
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        return execution;
    }

    private async Task<int> CleanUpAsync(DurableContext ctx, string name)
    {
        try
        {
            await ctx.WaitAsync("long", TimeSpan.FromDays(30));
        }
        finally
        {
            await ctx.StepAsync("clean up", () => _done.Enqueue(name));
        }

        return 0;
    }
}
