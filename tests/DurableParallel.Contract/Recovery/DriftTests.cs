using DurableParallel.Contract.Hosts;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Contract.Recovery;

[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class DriftTests(ContractHostKind kind) : ContractFixture(kind)
{
    private delegate void Registration(ParallelContext scope);

    [Test]
    public async Task Drift_OfABranchsName_BlocksAndSaysWhatWasStoredAndAskedFor([Values] bool scopeHasEnded)
    {
        var explanation = await BlockedByAsync(scopeHasEnded, p => Two(p, "validate", "risk"), p => Two(p, "validate", "stock"));

        explanation.Should().Contain("risk").And.Contain("stock");
    }

    [Test]
    public async Task Drift_FewerBranches_BlocksAndSaysHowMany([Values] bool scopeHasEnded)
    {
        var explanation = await BlockedByAsync(scopeHasEnded, p => Two(p, "validate", "risk"), p => One(p, "validate"));

        explanation.Should().Contain("2").And.Contain("1");
    }

    [Test]
    public async Task Drift_MoreBranchesThanTheSummaryHas_Blocks()
    {
        var explanation = await BlockedByAsync(scopeHasEnded: true, p => One(p, "validate"), p => Two(p, "validate", "risk"));

        explanation.Should().Contain("1").And.Contain("2");
    }

    [Test]
    public async Task Drift_OfAnOperationsKind_Blocks()
    {
        var outcome = await RedeployedAsync(
            async ctx =>
            {
                await ctx.StepAsync("charge", () => { });
                return 0;
            },
            async ctx =>
            {
                await ctx.WaitAsync("charge", TimeSpan.FromSeconds(1));
                return 0;
            });

        DriftOf(outcome).ToUpperInvariant().Should().Contain("STEP").And.Contain("WAIT");
    }

    [Test]
    public async Task Drift_OfTheKindInsideABranch_Blocks()
    {
        var outcome = await RedeployedAsync(
            ctx => InABranchAsync(ctx, b => b.StepAsync("first", () => { })),
            ctx => InABranchAsync(ctx, b => b.RunInChildContextAsync("first", _ => Task.CompletedTask)));

        DriftOf(outcome).Should().NotBeEmpty();

        static async Task<int> InABranchAsync(DurableContext ctx, Func<DurableContext, Task> first)
        {
            await using var p = ctx.Parallel("scope", c => c.AllCompleted());
            p.Branch("b", async b =>
            {
                await first(b);
                await b.WaitAsync(TimeSpan.FromDays(1));
            });
            await p.JoinAsync();
            return 0;
        }
    }

    [Test]
    public async Task Drift_AScopeWhereThereWasAStep_Blocks()
    {
        var outcome = await RedeployedAsync(
            async ctx =>
            {
                await ctx.StepAsync("thing", () => { });
                return 0;
            },
            async ctx =>
            {
                await using var p = ctx.Parallel("thing");
                p.Branch("a", _ => Task.CompletedTask);
                await p.JoinAsync();
                return 0;
            });

        DriftOf(outcome).Should().NotBeEmpty();
    }

    [Test]
    public async Task Drift_InAFunctionThatCatchesAll_CannotBeCaught()
    {
        var caught = false;
        var outcome = await RedeployedAsync(
            async ctx =>
            {
                await ctx.StepAsync("old", () => { });
                return 0;
            },
            async ctx =>
            {
                try
                {
                    await ctx.StepAsync("new", () => { });
                }
                catch (Exception)
                {
                    caught = true;
                }

                return 0;
            });

        DriftOf(outcome).Should().Contain("old").And.Contain("new");
        caught.Should().BeFalse();
    }

    [Test]
    public async Task Drift_InABranchUnderATolerance_IsNotABranchFailure()
    {
        var outcome = await RedeployedAsync(ctx => CodeAsync(ctx, "old"), ctx => CodeAsync(ctx, "new"));

        DriftOf(outcome).Should().Contain("old").And.Contain("new");

        static async Task<int> CodeAsync(DurableContext ctx, string name)
        {
            var p = ctx.Parallel("scope", c => c.AllCompleted());
            p.Branch("b", async b =>
            {
                await b.StepAsync(name, () => { });
                await b.WaitAsync(TimeSpan.FromDays(1));
            });
            await p.SettleAsync();
            return 0;
        }
    }

    [Test]
    public async Task Drift_OfTheItemsOfAMap_SaysWhichMap()
    {
        var outcome = await RedeployedAsync(ctx => MapAsync(ctx, 2), ctx => MapAsync(ctx, 3));

        DriftOf(outcome).Should().ContainEquivalentOf("the map 'items'").And.Contain("2").And.Contain("3");

        static async Task<int> MapAsync(DurableContext ctx, int count) =>
            (await ctx.MapAsync("items", Enumerable.Range(0, count).ToList(), (_, item, _) => Task.FromResult(item))).TotalCount;
    }

    [Test]
    public async Task Drift_AScopeInAChildThatRunsAgainForItsResult_Blocks()
    {
        var outcome = await RedeployedAsync(ctx => CodeAsync(ctx, opensScope: false), ctx => CodeAsync(ctx, opensScope: true));

        DriftOf(outcome).Should().Contain("'large'").And.Contain("asks for").And.Contain("'another'").And.Contain("which is not on record");

        static async Task<int> CodeAsync(DurableContext ctx, bool opensScope)
        {
            var large = await ctx.RunInChildContextAsync("large", async child =>
            {
                await child.StepAsync("s", () => { });
                if (opensScope)
                {
                    await using var p = child.Parallel("another");
                    p.Branch("a", _ => Task.CompletedTask);
                }

                return new string('x', 300_000);
            });
            return large.Length;
        }
    }

    [TestCase(true, "a value that was too large to be kept")]
    [TestCase(false, "an error that was too large to be kept")]
    public async Task Drift_OfTheOutcomeOfABranchThatRunsAgainForIt_SaysWhatItWas(bool succeedsFirst, string was)
    {
        var outcome = await RedeployedAsync(ctx => CodeAsync(ctx, succeedsFirst), ctx => CodeAsync(ctx, !succeedsFirst));

        DriftOf(outcome).Should().Contain("'changed'").And.Contain("'scope'").And.Contain(was);

        static async Task<int> CodeAsync(DurableContext ctx, bool succeeds)
        {
            var p = ctx.Parallel("scope", c => c.Nesting(NestingType.Flat).AllCompleted());
            p.Branch("large", _ => Task.FromResult(new string('x', 300_000)));
            p.Branch("changed", _ => succeeds ? Task.FromResult(1) : throw new InvalidDataException("broken"));
            return (await p.SettleAsync()).TotalCount;
        }
    }

    [Test]
    public async Task Drift_AfterAnExceptionLeftTheFunction_NamesTheExceptionFirst()
    {
        var thrown = new InvalidOperationException("configuration is gone");

        var outcome = await RedeployedAsync(ctx => ctx.StepAsync("one", () => 1), _ => throw thrown);

        DriftOf(outcome).Should().Match(
            "The function of execution '*' ended with System.InvalidOperationException: configuration is gone "
            + "(2 operations are on record below it, and the code now asks for 0 of them). The exception is the cause: *[DP2001] docs/errors/DP2001.md");
        if (!Host.Traits.FailsOnDrift)
        {
            outcome.BlockedBy!.InnerException.Should().BeSameAs(thrown);
        }
    }

    [Test]
    public async Task Drift_AfterAnExceptionLeftABranch_NamesItAndThePathOfTheBranch()
    {
        var outcome = await RedeployedAsync(ctx => CodeAsync(ctx, throws: false), ctx => CodeAsync(ctx, throws: true));

        DriftOf(outcome).Should().StartWith("Branch 'validate' at 'outer/checks/validate' ended with System.IO.InvalidDataException: no setting (2 operations");

        static Task<int> CodeAsync(DurableContext ctx, bool throws) => ctx.RunInChildContextAsync("outer", async outer =>
        {
            var p = outer.Parallel("checks", c => c.AllCompleted());
            p.Branch("validate", async b =>
            {
                if (throws)
                {
                    throw new InvalidDataException("no setting");
                }

                await b.StepAsync("rules", () => { });
                await b.WaitAsync(TimeSpan.FromDays(1));
            });
            await p.SettleAsync();
            return 0;
        });
    }

    [Test]
    public async Task Drift_BelowAScope_SaysThePathInNames()
    {
        var outcome = await RedeployedAsync(ctx => CodeAsync(ctx, "rules"), ctx => CodeAsync(ctx, "laws"));

        DriftOf(outcome).Should().StartWith(
            "Operation 'checks/validate/#1/rules' (1-1-1-1) is on record as the step 'rules', and the code now asks for the step 'laws'. ");

        static async Task<int> CodeAsync(DurableContext ctx, string name)
        {
            var p = ctx.Parallel("checks", c => c.Nesting(NestingType.Flat));
            p.Branch("validate", b => b.RunInChildContextAsync(null, async child =>
            {
                await child.StepAsync(name, () => { });
                await child.WaitAsync(TimeSpan.FromDays(1));
            }));
            await p.SettleAsync();
            return 0;
        }
    }

    [Test]
    public async Task Blocked_AfterAFixedBuildStarts_GoesOn()
    {
        Host.AutoAdvance = false;
        var execution = await StartAsync(ctx => CodeAsync(ctx, "good"));
        await execution.WhenQuietAsync().WaitAsync(HangGuard);
        await Host.CrashAsync();
        Redeploy(ctx => CodeAsync(ctx, "bad"));
        await Host.RestartAsync();

        // A host that keeps no sleeping execution in memory looks at its code only when it wakes.
        Host.AutoAdvance = true;
        var blocked = await OutcomeOf(execution);

        Redeploy(ctx => CodeAsync(ctx, "good"));
        await Host.RestartAsync();
        var outcome = await OutcomeOf(execution);

        DriftOf(blocked).Should().Contain("good").And.Contain("bad");
        if (Host.Traits.FailsOnDrift)
        {
            outcome.Should().BeEquivalentTo(blocked, "it has failed for good");
        }
        else
        {
            outcome.Value<int>().Should().Be(5);
        }

        static async Task<int> CodeAsync(DurableContext ctx, string name)
        {
            var value = await ctx.StepAsync(name, () => 5);
            await ctx.WaitAsync(TimeSpan.FromDays(1));
            return value;
        }
    }

    private static void One(ParallelContext scope, string name) => scope.Branch(name, b => b.WaitAsync(TimeSpan.FromMinutes(1)));

    private static void Two(ParallelContext scope, string first, string second)
    {
        One(scope, first);
        One(scope, second);
    }

    /// <summary>Runs a scope, replaces the code before or after the scope has ended, and returns why that blocks.</summary>
    private async Task<string> BlockedByAsync(bool scopeHasEnded, Registration before, Registration after)
    {
        var outcome = await RedeployedAsync(ctx => CodeAsync(ctx, before), ctx => CodeAsync(ctx, after), scopeHasEnded ? TimeSpan.FromMinutes(2) : TimeSpan.Zero);

        return DriftOf(outcome);

        static async Task<int> CodeAsync(DurableContext ctx, Registration register)
        {
            await using var p = ctx.Parallel("scope");
            register(p);
            await p.JoinAsync();
            await ctx.WaitAsync("hold", TimeSpan.FromDays(1));
            return 0;
        }
    }
}
