using System.Text.Json.Nodes;
using DurableParallel.Engine;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Testing.Tests.Histories;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class HistoryReplayTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.json");

    public void Dispose() => File.Delete(_path);

    [Test]
    public async Task Verify_TheSameCode_ComesToTheSameEnd([Values] HostMode mode)
    {
        await SaveAsync(DurableFunction.Create<string>(EverythingAsync), mode);

        var report = HistoryReplay.Verify(_path, DurableFunction.Create<string>(EverythingAsync));

        report.HasEnded.Should().BeTrue();
        report.Operations.Should().BeGreaterThan(20);
        report.ToString().Should().Be($"fits {report.Operations} recorded operations: it comes to the same end");
    }

    [Test]
    public async Task Verify_RecordedWithStandardSubTypesOnly_ComesToTheSameEnd()
    {
        await SaveAsync(DurableFunction.Create<string>(EverythingAsync));
        var written = await File.ReadAllTextAsync(_path);
        var standard = written.Replace("\"WhenAny\"", "\"Step\"", StringComparison.Ordinal).Replace("\"WithRetry\"", "\"RunInChildContext\"", StringComparison.Ordinal);
        standard.Should().NotBe(written);
        await File.WriteAllTextAsync(_path, standard);

        HistoryReplay.Verify(_path, DurableFunction.Create<string>(EverythingAsync)).HasEnded.Should().BeTrue();
    }

    [TestCase("")]
    [TestCase(" https://example.org/DP1012.md")]
    public async Task Verify_OfAFailureWhosePageWasElsewhere_ComesToTheSameEnd(string address)
    {
        var function = DurableFunction.Create<int>(async ctx => await ctx.WaitForConditionAsync<int>(
            "never",
            (state, _) => Task.FromResult(state),
            new WaitForConditionConfig<int> { InitialState = 0, Strategy = WaitStrategy<int>.Fixed(static _ => false, TimeSpan.FromMinutes(1), maxAttempts: 1) }));
        await SaveAsync(function);
        var written = await File.ReadAllTextAsync(_path);
        var old = written.Replace(" docs/errors/DP1012.md", address, StringComparison.Ordinal);
        old.Should().NotBe(written);
        await File.WriteAllTextAsync(_path, old);

        HistoryReplay.Verify(_path, function).State.Should().Be("it comes to the same end");
    }

    [Test]
    public async Task Verify_OfAnExecution_RunsNoStep()
    {
        var runs = 0;
        var function = DurableFunction.Create<int>(async ctx =>
        {
            await ctx.StepAsync("one", () => Interlocked.Increment(ref runs));
            await ctx.WaitAsync("pause", TimeSpan.FromDays(1));
            return await ctx.StepAsync("two", () => Interlocked.Increment(ref runs));
        });
        await SaveAsync(function);
        await SaveParkedAsync(function);
        var before = runs;

        var report = HistoryReplay.Verify(_path, function);

        runs.Should().Be(before);
        report.HasEnded.Should().BeFalse();
        report.State.Should().Be("it waits, as the execution did");
    }

    [Test]
    public async Task Verify_UnfinishedAndTheCodeGoesOn_SaysHowFarItCame()
    {
        await SaveParkedAsync(DurableFunction.Create(async ctx =>
        {
            await ctx.StepAsync("one", () => 1);
            await ctx.WaitAsync("pause", TimeSpan.FromDays(1));
        }));
        Edit(events => events.RemoveAt(events.Count - 1));
        var ran = false;

        var report = HistoryReplay.Verify(_path, DurableFunction.Create(async ctx =>
        {
            await ctx.StepAsync("one", () => 1);
            await ctx.StepAsync("new", () => ran = true);
        }));

        report.State.Should().Be("it asks for the step 'new' (2), which is not on record");
        ran.Should().BeFalse();
    }

    [TestCase("renamed", "the step 'bill' was put in front of the step 'charge', or in its place, or the step 'charge' was renamed")]
    [TestCase("removed", "the wait 'pause' is on record (3). the step 'charge' was taken out in front of it")]
    [TestCase("another kind", "the name is the same and the kind is not")]
    [TestCase("inserted", "the step 'check' was put in front of the step 'charge'")]
    public async Task Verify_ChangedCode_ExplainsTheDrift(string change, string cause)
    {
        await SaveAsync(DurableFunction.Create(ctx => OrderAsync(ctx, "")));

        var act = () => HistoryReplay.Verify(_path, DurableFunction.Create(ctx => OrderAsync(ctx, change)));

        var drift = act.Should().Throw<DurableTestException>().Which;
        drift.Code.Should().Be("DP7005");
        drift.Message.Should()
            .Contain("Operation 'charge' (2) is on record as the step 'charge', and the code now asks for")
            .And.Contain(cause)
            .And.Contain("  > 2 the step 'charge': Succeeded")
            .And.Contain("register the changed code as a new version");
        drift.InnerException.Should().BeOfType<NonDeterministicExecutionException>();
    }

    [Test]
    public async Task Verify_CodeThatAsksForMore_IsDriftOfAnEndedExecution()
    {
        await SaveAsync(DurableFunction.Create(ctx => OrderAsync(ctx, "")));

        var act = () => HistoryReplay.Verify(_path, DurableFunction.Create(async ctx =>
        {
            await OrderAsync(ctx, "");
            await ctx.StepAsync("mail", () => { });
        }));

        act.Should().Throw<DurableTestException>().WithMessage("*ended as Succeeded*asks for the step 'mail' (4), which is not on record*DP7005*");
    }

    [Test]
    public async Task Verify_CodeThatAsksForLess_IsDrift()
    {
        await SaveAsync(DurableFunction.Create(ctx => OrderAsync(ctx, "")));

        var act = () => HistoryReplay.Verify(_path, DurableFunction.Create(ctx => ctx.StepAsync("reserve", () => 1)));

        act.Should().Throw<DurableTestException>().WithMessage("*3 operations are on record*asks for 1 of them*");
    }

    [Test]
    public async Task Verify_AnotherResult_IsTold()
    {
        await SaveAsync(DurableFunction.Create<int>(_ => Task.FromResult(1)));

        var act = () => HistoryReplay.Verify(_path, DurableFunction.Create<int>(_ => Task.FromResult(2)));

        act.Should().Throw<DurableTestException>().WithMessage("*ended as Succeeded with 1, now ends as Succeeded with 2*");
    }

    [Test]
    public async Task Verify_AFailedExecution_ComesToTheSameFailure()
    {
        var function = DurableFunction.Create<int>(ctx => ctx.StepAsync<int>("s", () => throw new InvalidDataException("broken"), new StepConfig { Retry = RetryStrategy.None }));
        await SaveAsync(function);

        HistoryReplay.Verify(_path, function).HasEnded.Should().BeTrue();
        FluentActions.Invoking(() => HistoryReplay.Verify(_path, DurableFunction.Create<int>(async ctx =>
        {
            try
            {
                return await ctx.StepAsync("s", () => 1);
            }
            catch (StepFailedException)
            {
                return -1;
            }
        }))).Should().Throw<DurableTestException>().WithMessage("*Failed with System.IO.InvalidDataException: broken*now ends as Succeeded with -1*");
    }

    [Test]
    public async Task Verify_CodeThatAwaitsSomethingElse_SaysSo()
    {
        await SaveAsync(DurableFunction.Create<int>(_ => Task.FromResult(1)));

        var act = () => HistoryReplay.Verify(
            _path,
            DurableFunction.Create<int>(async _ =>
            {
                await new TaskCompletionSource().Task;
                return 1;
            }),
            new HistoryReplayOptions { QuietTime = TimeSpan.FromMilliseconds(200) });

        act.Should().Throw<DurableTestException>().WithMessage("*code that is no operation*");
    }

    [Test]
    public async Task Verify_AsTheCommandLineOfAwsPrintsIt_ReadsTimesAsTexts()
    {
        await SaveAsync(DurableFunction.Create<string>(EverythingAsync));
        var root = JsonNode.Parse(await File.ReadAllTextAsync(_path))!.AsObject();
        var arn = root["DurableExecutionArn"]!.GetValue<string>();
        var name = root["DurableExecutionName"]!.GetValue<string>();
        root.Remove("DurableExecutionArn");
        root.Remove("DurableExecutionName");
        foreach (var e in root["Events"]!.AsArray())
        {
            e!["EventTimestamp"] = DateTimeOffset.FromUnixTimeMilliseconds((long)(e["EventTimestamp"]!.GetValue<decimal>() * 1000)).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffffzzz", System.Globalization.CultureInfo.InvariantCulture);
            (e["ContextSucceededDetails"] as JsonObject)?.Remove("ReplayChildren");
        }

        await File.WriteAllTextAsync(_path, root.ToJsonString());

        var report = HistoryReplay.Verify(_path, DurableFunction.Create<string>(EverythingAsync), new HistoryReplayOptions { ExecutionArn = arn, ExecutionName = name });

        report.HasEnded.Should().BeTrue();
    }

    private static async Task OrderAsync(DurableContext ctx, string change)
    {
        await ctx.StepAsync("reserve", () => 1);
        switch (change)
        {
            case "renamed":
                await ctx.StepAsync("bill", () => 2);
                break;
            case "removed":
                break;
            case "another kind":
                await ctx.RunInChildContextAsync("charge", c => c.StepAsync("s", () => 2));
                break;
            case "inserted":
                await ctx.StepAsync("check", () => 0);
                await ctx.StepAsync("charge", () => 2);
                break;
            default:
                await ctx.StepAsync("charge", () => 2);
                break;
        }

        await ctx.WaitAsync("pause", TimeSpan.FromHours(1));
    }

    private static async Task<string> EverythingAsync(DurableContext ctx)
    {
        var id = ctx.NewGuid();
        await ctx.StepAsync($"id-{id}", () => 0);
        await using var p = ctx.Parallel("all", c => c.MinSuccessful(3).MaxConcurrency(4).Timeout(TimeSpan.FromDays(2)));
        p.Branch("steps", async b => await b.StepAsync("a", () => 1) + await b.StepAsync("b", step => step.Attempt == 1 ? throw new InvalidDataException("again") : 2));
        p.Branch("answer", b => b.WaitForCallbackAsync<string>("approval", (_, _) => Task.CompletedTask));
        p.Branch("doubled", b => b.InvokeAsync<int, int>(null, "double", 4));
        p.Branch("never", b => b.WaitAsync(TimeSpan.FromDays(1)));
        await p.SettleAsync();
        var flat = await ctx.RunInChildContextAsync("flat", async c => await c.StepAsync("f", () => 5), new ChildContextConfig { Nesting = NestingType.Flat });
        var large = await ctx.RunInChildContextAsync("large", async c => await c.StepAsync("l", () => "x") + new string('y', 300_000));
        var map = await ctx.MapAsync("map", [1, 2, 3], async (c, item, _) => await c.StepAsync("m", () => item) + new string('z', 100_000));
        var winner = await ctx.WhenAnyAsync(ctx.WaitAsync("short", TimeSpan.FromHours(1)), ctx.WaitAsync("long", TimeSpan.FromHours(2)));
        var state = await ctx.WaitForConditionAsync<int>("poll", (s, _) => Task.FromResult(s + 1), new WaitForConditionConfig<int> { InitialState = 0, Strategy = WaitStrategy<int>.Fixed(s => s >= 3, TimeSpan.FromMinutes(1)) });
        return $"{id} {flat} {large.Length} {map.GetResults().Count} {winner} {state} {ctx.UtcNow:O}";
    }

    private async Task SaveAsync(DurableFunction function, HostMode mode = HostMode.Suspending)
    {
        var runner = new DurableTestRunner(function, new DurableTestRunnerOptions { Mode = mode })
            .OnCallback("approval", callback => callback.Succeed("yes"))
            .MockInvoke("double", (int number) => 2 * number);
        var run = await runner.RunAsync();
        run.Status.Should().BeOneOf(ExecutionStatus.Succeeded, ExecutionStatus.Failed);
        run.SaveHistory(_path);
    }

    private async Task SaveParkedAsync(DurableFunction function)
    {
        var execution = new DurableTestRunner(function).Start();
        await execution.RunUntilParkedAsync();
        execution.Inspect().SaveHistory(_path);
    }

    private void Edit(Action<JsonArray> edit)
    {
        var root = JsonNode.Parse(File.ReadAllText(_path))!;
        edit(root["Events"]!.AsArray());

        // The end of the invocation that parked comes last, and the wait before it.
        var events = root["Events"]!.AsArray();
        while (events[^1]!["EventType"]!.GetValue<string>() is "InvocationCompleted" or "WaitStarted")
        {
            events.RemoveAt(events.Count - 1);
        }

        File.WriteAllText(_path, root.ToJsonString());
    }
}
