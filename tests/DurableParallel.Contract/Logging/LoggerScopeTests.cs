using DurableParallel.Contract.Hosts;
using DurableParallel.Testing;
using FluentAssertions;
using Microsoft.Extensions.Logging;
using NUnit.Framework;

namespace DurableParallel.Contract.Logging;

[TestFixtureSource(typeof(ContractHosts), nameof(ContractHosts.All))]
internal sealed class LoggerScopeTests(ContractHostKind kind) : ContractFixture(kind)
{
    private static readonly string[] OfBranches = ["BranchName", "BranchIndex"];
    private readonly ScopeLogger _logger = new();

    [SetUp]
    public Task OpenWithLoggerAsync() => OpenAsync(new ContractHostOptions { Logger = _logger });

    [Test]
    public async Task Lines_OfTheFunction_CarryTheExecution()
    {
        await ValueAsync(ctx =>
        {
            ctx.Logger.LogInformation("{Text}", ctx.ExecutionArn);
            return Task.FromResult(0);
        });

        var line = Line(_logger.Lines.Single().Text);
        line["ExecutionArn"].Should().Be(line.Text);
        line["ExecutionName"].Should().NotBeNull();
        line.Values.Should().NotContainKeys(OfBranches).And.NotContainKey("OperationId");
    }

    [Test]
    public async Task Lines_OfBranches_CarryNameAndIndex_AndThoseBelowInheritThem()
    {
        var run = await RunAsync(async ctx =>
        {
            await using var p = ctx.Parallel("scope", c => c.AllCompleted());
            p.Branch("first", async b =>
            {
                b.Logger.LogInformation("in first");
                await b.WaitAsync(TimeSpan.FromMinutes(1));
                b.Logger.LogInformation("after the wait");
                await b.RunInChildContextAsync("child", async c =>
                {
                    c.Logger.LogInformation("in child");
                    await c.StepAsync("s", s => s.Logger.LogInformation("in step"));
                });
            });
            p.Branch("second", b =>
            {
                b.Logger.LogInformation("in second");
                return Task.CompletedTask;
            });
            await p.JoinAsync();
            ctx.Logger.LogInformation("joined");
            return 0;
        });

        foreach (var text in new[] { "in first", "after the wait", "in child", "in step" })
        {
            Line(text)["BranchName"].Should().Be("first", "of {0}", text);
            Line(text)["BranchIndex"].Should().Be(0, "of {0}", text);
        }

        Line("in second")["BranchName"].Should().Be("second");
        Line("in second")["BranchIndex"].Should().Be(1);
        Line("in first")["OperationId"].Should().Be(run.Operation("first").Hex);
        Line("in child")["ContextName"].Should().Be("child");
        Line("in child")["OperationId"].Should().Be(run.Operation("child").Hex);
        Line("in step")["OperationId"].Should().Be(run.Operation("s").Hex);
        Line("in first")["OperationPath"].Should().Be("scope/first");
        Line("in step")["OperationPath"].Should().Be("scope/first/child/s");
        Line("in step")["StepName"].Should().Be("s");
        Line("in step")["Attempt"].Should().Be(1);
        Line("joined").Values.Should().NotContainKeys(OfBranches);
    }

    [Test]
    public async Task Lines_OfAMap_CarryTheItemsNameAndIndex()
    {
        await ValueAsync(async ctx =>
        {
            await ctx.MapAsync("map", Enumerable.Range(0, 3), (b, item, _) =>
            {
                b.Logger.LogInformation("item {Item}", item);
                return Task.FromResult(item);
            });
            return 0;
        });

        _logger.Lines.Select(line => (line.Text, line["BranchName"], line["BranchIndex"])).Should().BeEquivalentTo(
            Enumerable.Range(0, 3).Select(i => ($"item {i}", (object?)$"map-item-{i}", (object?)i)));
    }

    [Test]
    public async Task Scope_ThatABodyBegins_DoesNotFlowIntoBranches()
    {
        await ValueAsync(async ctx =>
        {
            await using var p = ctx.Parallel();
            p.Branch("b", b =>
            {
                b.Logger.LogInformation("in branch");
                return Task.CompletedTask;
            });
            using (ctx.Logger.BeginScope("mine"))
            {
                ctx.Logger.LogInformation("inside");
                await p.JoinAsync();
            }

            ctx.Logger.LogInformation("outside");
            return 0;
        });

        Line("inside").OtherScopes.Should().Equal("mine");
        Line("in branch").OtherScopes.Should().BeEmpty();
        Line("outside").OtherScopes.Should().BeEmpty();
    }

    [Test]
    public async Task Lines_OverReplays_AppearOnce()
    {
        await ValueAsync(async ctx =>
        {
            ctx.Logger.LogInformation("begin");
            await ctx.WaitAsync(TimeSpan.FromHours(1));
            ctx.Logger.LogInformation("between");
            await ctx.RunInChildContextAsync("c", async c =>
            {
                c.Logger.LogInformation("child begins");
                await c.WaitAsync(TimeSpan.FromHours(1));
                c.Logger.LogInformation("child ends");
            });
            ctx.Logger.LogInformation("fresh after the child");
            await ctx.WaitAsync(TimeSpan.FromHours(1));
            ctx.Logger.LogInformation("end");
            return 0;
        });

        _logger.Lines.Select(line => line.Text).Should().Equal("begin", "between", "child begins", "child ends", "fresh after the child", "end");
    }

    [Test]
    public async Task CrashAtEveryCheckpoint_LinesInFrontOfARecordAppearOnce([Values(FaultKind.CrashAfter, FaultKind.LoseAcknowledgement)] FaultKind fault)
    {
        var undisturbed = FaultPlan.CountOnly();
        await RunAsync(TalkAsync, undisturbed);

        for (var k = 1; k <= undisturbed.Checkpoints; k++)
        {
            _logger.Lines.Clear();
            await RunAsync(TalkAsync, fault == FaultKind.CrashAfter ? FaultPlan.CrashAfter(k) : FaultPlan.LoseAcknowledgement(k));

            var texts = _logger.Lines.Select(line => line.Text).ToList();
            texts.Should().Contain(["one", "two", "in branch", "end"], "of a crash at {0}", k);
            texts.GroupBy(text => text, StringComparer.Ordinal).Max(group => group.Count()).Should().BeLessThanOrEqualTo(2, "a crash repeats no more than its own life");
            Line("in branch")["BranchName"].Should().Be("b");
        }
    }

    [Test]
    public async Task WarningOfARetry_CarriesTheBranchAndTheAttempt()
    {
        await ValueAsync(async ctx =>
        {
            await using var p = ctx.Parallel();
            p.Branch("b", b => b.StepAsync(
                "s",
                s => s.Attempt < 2 ? throw new InvalidDataException("again") : 1,
                new StepConfig { Retry = RetryStrategy.Fixed(2, TimeSpan.FromMinutes(1)) }));
            return (await p.JoinAsync()).SuccessCount;
        });

        var warning = _logger.Lines.Single(line => line.Level == LogLevel.Warning);
        warning["BranchName"].Should().Be("b");
        warning["Attempt"].Should().Be(1);
    }

    [Test]
    public async Task ConfiguredLogger_TakesTheLinesOfTheContextAndItsSteps()
    {
        var other = new ScopeLogger();

        await ValueAsync(async ctx =>
        {
            ctx.ConfigureLogger(new DurableLoggerConfig { Logger = other });
            ctx.Logger.LogInformation("context");
            return await ctx.StepAsync("s", s =>
            {
                s.Logger.LogInformation("step");
                return 1;
            });
        });

        other.Lines.Select(line => line.Text).Should().Equal("context", "step");
        _logger.Lines.Should().BeEmpty();
    }

    [Test]
    public async Task Lines_ThatAreNotWritten_BeginNoScope()
    {
        var quiet = new ScopeLogger(LogLevel.Error);
        await OpenAsync(new ContractHostOptions { Logger = quiet });

        await ValueAsync(async ctx =>
        {
            ctx.Logger.LogInformation("unheard");
            return await ctx.StepAsync("s", s =>
            {
                s.Logger.LogInformation("unheard");
                return 1;
            });
        });

        quiet.Scopes.Should().Be(0);
    }

    private static async Task<int> TalkAsync(DurableContext ctx)
    {
        ctx.Logger.LogInformation("one");
        await ctx.StepAsync("a", () => { });
        ctx.Logger.LogInformation("two");
        await using var p = ctx.Parallel();
        p.Branch("b", async b =>
        {
            await b.WaitAsync(TimeSpan.FromMinutes(1));
            b.Logger.LogInformation("in branch");
        });
        await p.JoinAsync();
        await ctx.StepAsync("b", () => { });
        ctx.Logger.LogInformation("end");
        return 0;
    }

    private LoggedLine Line(string text) => _logger.Lines.First(line => line.Text == text);
}
