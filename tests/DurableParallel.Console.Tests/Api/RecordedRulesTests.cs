using DurableParallel.Engine;

namespace DurableParallel.Console.Tests.Api;

/// <summary>What the API says of the rules of a scope that does not run in this process.</summary>
internal sealed class RecordedRulesTests : SampleFixture
{
    [Test]
    public async Task Scope_ThatHasEnded_KeepsItsRulesWhenTheJournalIsOpenedAgain()
    {
        await RunAsync("quorum", "q");
        await ReopenAsync(static _ => { });

        var scope = (await GetAsync("executions/q/operations")).GetProperty("items")[0];
        var id = scope.GetProperty("id").GetString();
        var strip = await GetAsync($"executions/q/scopes/{id}/strip");
        var sweep = await PostAsync($"executions/q/scopes/{id}/what-if/sweep");

        var rules = scope.GetProperty("scope");
        rules.GetProperty("known").GetBoolean().Should().BeTrue();
        rules.GetProperty("maxConcurrency").GetInt32().Should().Be(1);
        rules.GetProperty("minSuccessful").GetInt32().Should().Be(2);
        rules.GetProperty("runningBranches").GetString().Should().Be("Finish");
        strip.GetProperty("rules").ToString().Should().Be(rules.ToString());
        strip.GetProperty("decided").GetProperty("sentence").GetString().Should().Be("2 of 2 needed had succeeded, of 5 branches.");
        sweep.GetProperty("today").GetInt32().Should().Be(1);
        sweep.TryGetProperty("inferred", out _).Should().BeFalse("it is on record");
    }

    [Test]
    public async Task Scope_WhoseProcessIsGone_SaysWhyBranchesWait()
    {
        await StartAsync("held", "h");
        await UntilAsync(static tree => tree.All.Count(static node => node.Type == OperationType.Wait) == 2);
        await ReopenAsync(static _ => { });

        var scope = (await GetAsync("executions/h/operations")).GetProperty("items")[0];
        var waiting = await GetAsync($"executions/h/scopes/{scope.GetProperty("id").GetString()}/waiting");

        scope.GetProperty("scope").GetProperty("known").GetBoolean().Should().BeTrue("no function is registered, and the rules are on record");
        scope.GetProperty("scope").GetProperty("total").GetInt32().Should().Be(5);
        waiting.GetProperty("items").EnumerateArray().Select(static one => one.GetProperty("index").GetInt32()).Should().Equal(2, 3, 4);
        waiting.GetProperty("items")[0].GetProperty("why").GetString().Should().Be("2 of 2 places taken by 'b0', 'b1'.");
    }

    [Test]
    public async Task Fork_LinksToItsSource()
    {
        await RunAsync("echo", "e", "x");
        await PostAsync("executions/e/fork", """{"at":"say","name":"e2"}""");
        await (await Engine.FindAsync("e2"))!.EndedAsync();
        await ReopenAsync(static _ => { });

        (await GetAsync("executions/e2")).GetProperty("forkedFrom").GetString().Should().Be("e");
        (await GetAsync("executions/e")).TryGetProperty("forkedFrom", out _).Should().BeFalse();
    }

    protected override void Register(DurableEngine engine)
    {
        base.Register(engine);
        engine.Register("held", static async ctx =>
        {
            await using var scope = ctx.Parallel("work", c => c.MaxConcurrency(2));
            for (var index = 0; index < 5; index++)
            {
                scope.Branch($"b{index}", static b => b.WaitAsync(TimeSpan.FromHours(1)));
            }

            await scope.JoinAsync();
        });
    }

    private async Task UntilAsync(Func<OperationTree, bool> condition)
    {
        while (!condition(await (await Engine.FindAsync("h"))!.GetTreeAsync()))
        {
            await Task.Yield();
        }
    }
}
