using System.Collections.Concurrent;
using DurableParallel.Contract.Hosts;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Recovery;

/// <summary>Executions that ended badly and are retried: what has succeeded is kept, and the rest runs anew.</summary>
[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class RetryTests(ContractHostKind kind) : ContractFixture(kind)
{
    private static readonly StepConfig Once = new() { Retry = RetryStrategy.None };
    private readonly ConcurrentQueue<string> _ran = new();
    private bool _isDown = true;

    [SetUp]
    public void OnlyWhereThereAreRetries()
    {
        if (!Host.Traits.Retries)
        {
            Assert.Ignore("This host retries no executions.");
        }
    }

    [Test]
    public async Task Retry_NestedFailure_KeepsWhatSucceededAllAround()
    {
        var execution = await FailedAsync(async ctx =>
        {
            await Step(ctx, "before");
            await ctx.RunInChildContextAsync("child", async c =>
            {
                await Step(c, "inside");
                await Flaky(c, "flaky");
                return 0;
            });
            return await Step(ctx, "after");
        });

        await RetriedAsync(execution);

        _ran.Should().Equal("before", "inside", "flaky", "flaky", "after");
    }

    [Test]
    public async Task Retry_DiesAgainAndAgain_RunsNothingTwiceThatIsOnRecord()
    {
        Host.AutoAdvance = false;
        var execution = await FailedAsync(async ctx =>
        {
            await Step(ctx, "first");
            await Flaky(ctx, "flaky");
            await ctx.WaitAsync("pause", TimeSpan.FromMinutes(1));
            await Step(ctx, "second");
            await ctx.WaitAsync("pause again", TimeSpan.FromMinutes(1));
            return await Step(ctx, "third");
        });

        _isDown = false;
        await execution.RetryAsync().WaitAsync(HangGuard);
        for (var life = 0; life < 4; life++)
        {
            await execution.WhenQuietAsync().WaitAsync(HangGuard);
            await Host.CrashAsync();
            await Host.RestartAsync();
            Host.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Host.AutoAdvance = true;
        (await OutcomeOf(execution)).RequireSuccess();
        _ran.Should().Equal("first", "flaky", "flaky", "second", "third");
    }

    [Test]
    public async Task Retry_Scope_KeepsDecidedBranchesAndRunsTheOthers([Values] NestingType nesting)
    {
        var execution = await FailedAsync(async ctx =>
        {
            await using var scope = ctx.Parallel("checks", c => c.MaxConcurrency(1).Nesting(nesting));
            foreach (var name in new[] { "good", "bad", "late" })
            {
                scope.Branch(name, b => name == "bad" ? Flaky(b, name) : Step(b, name));
            }

            return (await scope.JoinAsync()).SuccessCount;
        });
        _ran.Should().Equal("good", "bad");

        (await RetriedAsync(execution)).Value<int>().Should().Be(3);
        _ran.Should().Equal("good", "bad", "bad", "late");
    }

    [Test]
    public async Task Retry_ScopeThatUndidItsBranches_RunsItAnew()
    {
        var execution = await FailedAsync(async ctx =>
        {
            await using var scope = ctx.Parallel("book");
            scope.Branch("seat", b => Step(b, "seat"), new BranchOptions<int> { Compensate = (c, _) => Step(c, "undo") });
            scope.Branch("pay", async b =>
            {
                await b.WaitAsync(TimeSpan.FromSeconds(1));
                return await Flaky(b, "pay");
            });
            return (await scope.JoinAsync()).SuccessCount;
        });

        (await RetriedAsync(execution)).Value<int>().Should().Be(2);
        _ran.Should().Equal("seat", "pay", "undo", "seat", "pay");
    }

    [Test]
    public async Task Retry_FailureThatWasHandled_StaysHandled()
    {
        var execution = await FailedAsync(async ctx =>
        {
            try
            {
                await Flaky(ctx, "first");
            }
            catch (StepFailedException)
            {
                await ctx.WaitAsync("pause", TimeSpan.FromSeconds(1));
                await Step(ctx, "instead");
            }

            return await Flaky(ctx, "last");
        });

        await RetriedAsync(execution);
        _ran.Should().Equal("first", "instead", "last", "last");
    }

    [Test]
    public async Task Retry_WaitForCallback_HandsItOutAgain()
    {
        var handedOut = new ConcurrentQueue<string>();
        var execution = await FailedAsync(async ctx => await ctx.WaitForCallbackAsync<int>(
            "approval",
            async (id, _) =>
            {
                handedOut.Enqueue(id);
                if (_isDown)
                {
                    await Host.FailCallbackAsync(id, new DurableError("Refused", "no"));
                }
                else
                {
                    await Host.SucceedCallbackAsync(id, "7");
                }
            }));

        (await RetriedAsync(execution)).Value<int>().Should().Be(7);
        handedOut.Should().HaveCount(2);
    }

    [Test]
    public async Task Retry_OtherCodeThanIsOnRecord_IsDrift()
    {
        var execution = await FailedAsync(async ctx =>
        {
            await Step(ctx, "first");
            return await Flaky(ctx, "flaky");
        });

        await Host.CrashAsync();
        Redeploy(async ctx => await Step(ctx, "another"));
        await Host.RestartAsync();
        await execution.RetryAsync().WaitAsync(HangGuard);

        DriftOf(await OutcomeOf(execution)).Should().Contain("'another'").And.Contain("'first'");
    }

    [Test]
    public async Task Retry_Stopped_GoesOnWithWhatIsOpen()
    {
        Host.AutoAdvance = false;
        var execution = await StartAsync(async ctx =>
        {
            await Step(ctx, "first");
            await ctx.WaitAsync("pause", TimeSpan.FromHours(1));
            return await Step(ctx, "last");
        });
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        await execution.StopAsync().WaitAsync(HangGuard);
        (await OutcomeOf(execution)).Status.Should().Be(ContractStatus.Stopped);

        Host.AutoAdvance = true;
        await RetriedAsync(execution);
        _ran.Should().Equal("first", "last");
    }

    private Task<int> Step(DurableContext context, string name) => StepAsync(context, name, isFlaky: false);

    private Task<int> Flaky(DurableContext context, string name) => StepAsync(context, name, isFlaky: true);

    private async Task<int> StepAsync(DurableContext context, string name, bool isFlaky) => await context.StepAsync(
        name,
        () =>
        {
            _ran.Enqueue(name);
            return isFlaky && Volatile.Read(ref _isDown) ? throw new InvalidOperationException("the service is down") : 1;
        },
        Once);

    private async Task<IContractExecution> FailedAsync(Func<DurableContext, Task<int>> code)
    {
        var autoAdvance = Host.AutoAdvance;
        Host.AutoAdvance = true;
        var execution = await StartAsync(code);
        (await OutcomeOf(execution)).Status.Should().Be(ContractStatus.Failed);
        Host.AutoAdvance = autoAdvance;
        return execution;
    }

    private async Task<ContractOutcome> RetriedAsync(IContractExecution execution)
    {
        Volatile.Write(ref _isDown, false);
        await execution.RetryAsync().WaitAsync(HangGuard);
        var outcome = await OutcomeOf(execution);
        outcome.RequireSuccess();
        return outcome;
    }
}
