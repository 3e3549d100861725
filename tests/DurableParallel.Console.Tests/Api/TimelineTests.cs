using System.Diagnostics;
using System.Net;
using DurableParallel.Engine;

namespace DurableParallel.Console.Tests.Api;

internal sealed class TimelineTests : SampleFixture
{
    protected override void Register(DurableEngine engine)
    {
        base.Register(engine);
        engine.Register<int>("wide", static async (ctx, count) =>
        {
            await using var scope = ctx.Parallel("all", c => c.MinSuccessful(0));
            for (var index = 0; index < count; index++)
            {
                var number = index;
                scope.Branch($"b{number}", b => number % 10 == 3 ? throw new InvalidOperationException($"no {number}") : Task.CompletedTask);
            }

            await scope.JoinAsync();
        });
    }

    [Test]
    public async Task Rows_OfAScope_ComeByRange()
    {
        await RunAsync("wide", "w", 25);
        var scope = (await GetAsync("executions/w/operations")).GetProperty("items")[0];

        var rows = await GetAsync($"executions/w/operations?parent={scope.GetProperty("id").GetString()}&offset=10&limit=5");
        var failed = await GetAsync($"executions/w/operations?parent={scope.GetProperty("id").GetString()}&limit=4&failedFirst=true");

        scope.GetProperty("children").GetInt32().Should().Be(25);
        scope.GetProperty("failedBelow").GetInt32().Should().Be(3);
        scope.GetProperty("scope").GetProperty("known").GetBoolean().Should().BeTrue("the rules are on record");
        scope.GetProperty("scope").GetProperty("start").GetString().Should().Be("AtJoin");
        scope.GetProperty("scope").GetProperty("total").GetInt32().Should().Be(25);
        scope.GetProperty("markers")[0].GetProperty("text").GetString().Should().Be("AllCompleted");
        rows.GetProperty("total").GetInt32().Should().Be(25);
        rows.GetProperty("running").GetBoolean().Should().BeFalse();
        Strings(rows.GetProperty("items"), "name").Should().Equal("b10", "b11", "b12", "b13", "b14");
        Strings(failed.GetProperty("items"), "name").Should().Equal("b3", "b13", "b23", "b0");
        rows.GetProperty("items")[3].GetProperty("error").GetProperty("message").GetString().Should().Be("no 13");
    }

    [Test]
    public async Task Rows_OfARetriedStep_HaveAttemptsAndDelays()
    {
        var execution = await StartAsync("retry", "r");
        await PassTimeUntilEndedAsync(execution);

        var row = (await GetAsync("executions/r/operations")).GetProperty("items")[0];
        var detail = await GetAsync($"executions/r/operations/{row.GetProperty("id").GetString()}");

        Strings(row.GetProperty("segments"), "kind").Should().Equal("running", "retryDelay", "running", "retryDelay", "running");
        row.GetProperty("segments")[1].GetProperty("attempt").GetInt32().Should().Be(2);
        row.GetProperty("attempts").GetInt32().Should().Be(3);
        detail.GetProperty("attemptList").GetArrayLength().Should().Be(3);
        detail.GetProperty("attemptList")[0].GetProperty("error").GetProperty("message").GetString().Should().Be("not yet");
        detail.GetProperty("attemptList")[0].GetProperty("nextAt").GetString().Should().NotBeNull();
        detail.GetProperty("attemptList")[2].TryGetProperty("error", out _).Should().BeFalse();
    }

    [Test]
    public async Task Scope_ThatRunsHere_HasItsRulesAndSaysWhyBranchesWait()
    {
        await StartAsync("gated", "g");
        await Begun.WaitAsync();
        await Begun.WaitAsync();

        // A branch runs before it is on record that it has begun.
        var execution = (await Engine.FindAsync("g"))!;
        while ((await execution.GetTreeAsync()).All.Count(static node => node.SubType == "ParallelBranch") < 2)
        {
            await Task.Yield();
        }

        var scope = (await GetAsync("executions/g/operations")).GetProperty("items")[0];
        var id = scope.GetProperty("id").GetString();
        var waiting = await GetAsync($"executions/g/scopes/{id}/waiting");
        var strip = await GetAsync($"executions/g/scopes/{id}/strip");
        var detail = await GetAsync($"executions/g/operations/{id}");

        scope.GetProperty("scope").GetProperty("known").GetBoolean().Should().BeTrue();
        scope.GetProperty("scope").GetProperty("maxConcurrency").GetInt32().Should().Be(2);
        scope.GetProperty("scope").GetProperty("total").GetInt32().Should().Be(5);
        Strings(waiting.GetProperty("items"), "name").Should().Equal("b2", "b3", "b4");
        waiting.GetProperty("items")[0].GetProperty("why").GetString().Should().Be("2 of 2 places taken by 'b0', 'b1'.");
        strip.GetProperty("peak").GetInt32().Should().Be(2);
        strip.GetProperty("samples").EnumerateArray().Last().GetProperty("pending").GetInt32().Should().Be(3);
        detail.GetProperty("why").GetString().Should().Be("It waits for 2 operations below it.");
        Gate.SetResult();
        await execution.EndedAsync();
        (await GetAsync($"executions/g/scopes/{id}/strip")).GetProperty("decided").GetProperty("reason").GetString().Should().Be("AllCompleted");
    }

    [Test]
    public async Task Scope_ThatWasDecidedEarly_SaysWhyBranchesWereSkipped()
    {
        await RunAsync("quorum", "q");
        var id = (await GetAsync("executions/q/operations")).GetProperty("items")[0].GetProperty("id").GetString();

        var waiting = await GetAsync($"executions/q/scopes/{id}/waiting?limit=2");
        var strip = await GetAsync($"executions/q/scopes/{id}/strip?buckets=10");

        Strings(waiting.GetProperty("items"), "name").Should().Equal("v2", "v3");
        waiting.GetProperty("next").GetString().Should().Be("2");
        waiting.GetProperty("items")[0].GetProperty("why").GetString().Should().Be("Skipped: 2 of 2 needed had succeeded.");
        strip.GetProperty("decided").GetProperty("reason").GetString().Should().Be("MinSuccessfulReached");
        strip.GetProperty("decided").GetProperty("sentence").GetString().Should().Be("2 of 2 needed had succeeded, of 5 branches.");
        strip.GetProperty("peak").GetInt32().Should().BeLessThanOrEqualTo(1);
    }

    [Test]
    public async Task Operation_ThatIsNoScope_HasNoStrip()
    {
        await RunAsync("echo", "e", "x");
        var id = (await GetAsync("executions/e/operations")).GetProperty("items")[0].GetProperty("id").GetString();

        (await SendAsync(HttpMethod.Get, $"executions/e/scopes/{id}/strip")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Test]
    public async Task Density_OfManyRows_CountsEachOnce()
    {
        await RunAsync("wide", "w", 95);
        var id = (await GetAsync("executions/w/operations")).GetProperty("items")[0].GetProperty("id").GetString();

        var density = await GetAsync($"executions/w/operations/density?parent={id}&buckets=10");

        density.GetProperty("total").GetInt32().Should().Be(95);
        density.GetProperty("buckets").GetArrayLength().Should().Be(10);
        density.GetProperty("buckets").EnumerateArray().Sum(static bucket => bucket.GetProperty("rows").GetInt32()).Should().Be(95);
        density.GetProperty("buckets").EnumerateArray().Sum(static bucket => bucket.GetProperty("failed").GetInt32()).Should().Be(10);
    }

    [Test]
    public async Task Find_OfAText_HasPathsAndAncestors()
    {
        await RunAsync("quorum", "q");

        var matches = (await GetAsync("executions/q/find?text=VOTE")).GetProperty("matches").EnumerateArray().ToList();

        matches.Should().HaveCount(3);
        matches[1].GetProperty("path").GetString().Should().Be("votes/v0/vote");
        matches[1].GetProperty("ancestors").GetArrayLength().Should().Be(2);
    }

    [Test]
    public async Task Why_AnOperationWaits_IsASentence()
    {
        await StartAsync("sleep", "s");
        await StartAsync("approve", "a");
        await ParkedAsync("s");
        await ParkedAsync("a");

        (await WhyAsync("s")).Should().Be("It waits until 2000-01-01T01:00:00.000Z.");
        (await WhyAsync("a")).Should().Be("It waits for its callback to be completed from outside, until 2000-01-01T01:00:00.000Z at most.");
    }

    [Test]
    public async Task Rows_OfAHundredThousandBranches_ArePrintedWithTheirTimes()
    {
        const int Branches = 100_000;
        await RunAsync("wide", "huge", Branches);
        var id = (await Engine.FindAsync("huge"))!.GetTreeAsync().Result.Operations[0].Id;

        var first = Stopwatch.StartNew();
        var rows = await GetAsync($"executions/huge/operations?parent={id}&offset=50000&limit=500");
        first.Stop();
        var second = Stopwatch.StartNew();
        await GetAsync($"executions/huge/operations?parent={id}&offset=90000&limit=500");
        second.Stop();
        var density = Stopwatch.StartNew();
        await GetAsync($"executions/huge/operations/density?parent={id}&buckets=1000");
        density.Stop();
        var strip = Stopwatch.StartNew();
        await GetAsync($"executions/huge/scopes/{id}/strip");
        strip.Stop();

        rows.GetProperty("total").GetInt32().Should().Be(Branches);
        rows.GetProperty("items")[0].GetProperty("name").GetString().Should().Be("b50000");
        TestContext.Out.WriteLine($"100,000 branches: first rows {first.ElapsedMilliseconds} ms, next rows {second.ElapsedMilliseconds} ms, density {density.ElapsedMilliseconds} ms, strip {strip.ElapsedMilliseconds} ms");
    }

    private async Task<string?> WhyAsync(string name)
    {
        var row = (await GetAsync($"executions/{name}/operations")).GetProperty("items")[0];
        return (await GetAsync($"executions/{name}/operations/{row.GetProperty("id").GetString()}")).GetProperty("why").GetString();
    }

    private Task<ExecutionHandle> RunAsync(string function, string name, int input) => RunWithAsync(function, name, input);

    private async Task<ExecutionHandle> RunWithAsync(string function, string name, int input)
    {
        var execution = await Engine.StartAsync(function, name, input);
        await execution.EndedAsync();
        return execution;
    }
}
