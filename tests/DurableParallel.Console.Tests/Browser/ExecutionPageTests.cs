using DurableParallel.Engine;
using Microsoft.Playwright;

namespace DurableParallel.Console.Tests.Browser;

internal sealed class ExecutionPageTests : BrowserFixture
{
    private static readonly object Sweep = new { points = new[] { new { maxConcurrency = 1, durationMs = 400, peak = 1 }, new { maxConcurrency = 5, durationMs = 100, peak = 5 } }, today = 1 };

    [Test]
    public async Task Operation_Clicked_ShowsItsResult_AndTheLinkKeepsIt()
    {
        await RunAsync("echo", "order-1", "hello");
        await GoAsync("#/executions/order-1");

        await TreeItem("say").ClickAsync();

        await Expect(Page.GetByRole(AriaRole.Complementary)).ToContainTextAsync("hello");
        Page.Url.Should().Contain("op=");
        await Page.ReloadAsync();
        await Expect(Page.GetByRole(AriaRole.Complementary)).ToContainTextAsync("hello");
    }

    [Test]
    public async Task FailedExecution_ShowsTheError()
    {
        await RunAsync("fail", "order-1", "no stock");

        await GoAsync("#/executions/order-1");

        await Expect(Page.Locator(".head-error").First).ToContainTextAsync("no stock");
    }

    [Test]
    public async Task RunningScope_ShowsWhyBranchesWait_AndEndsLive()
    {
        var execution = await StartAsync("gated", "order-1");
        await Begun.WaitAsync();
        await Begun.WaitAsync();
        await GoAsync("#/executions/order-1");
        await Expect(TreeItem("b0")).ToBeVisibleAsync();
        await Expect(TreeItem("b1")).ToBeVisibleAsync();

        await TreeItem("work").ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Complementary)).ToContainTextAsync("2 of 2");
        Gate.SetResult();
        await execution.EndedAsync();

        await PassTimeUntilSeenAsync(Page.Locator(".head .badge.good"));
        await Expect(TreeItem("b4")).ToBeVisibleAsync();
    }

    [Test]
    public async Task Callback_SucceededOnThePage_LetsTheExecutionGoOn()
    {
        var execution = await StartAsync("approve", "order-1");
        await ParkedAsync("order-1");
        await GoAsync("#/callbacks");

        await Button("Succeed…").ClickAsync();
        await Page.GetByLabel("Result").FillAsync("\"yes\"");
        await Button("Succeed").ClickAsync();

        await Expect(Page.GetByText("The callback succeeded.")).ToBeVisibleAsync();
        await execution.EndedAsync();
        (await Engine.FindAsync("order-1"))!.Status.Should().Be(ExecutionStatus.Succeeded);
    }

    [Test]
    public async Task Stop_OnThePage_StopsTheExecution()
    {
        await StartAsync("sleep", "order-1");
        await ParkedAsync("order-1");
        await GoAsync("#/executions/order-1");

        await Button("Stop…").ClickAsync();
        await Button("Stop it").ClickAsync();

        await Expect(Page.Locator(".head .badge").First).ToContainTextAsync("Stopped");
    }

    [Test]
    public async Task WhatIf_OtherConcurrency_IsSimulatedAndKeptInTheAddress()
    {
        await Page.RouteAsync("**/what-if", route => route.FulfillAsync(new RouteFulfillOptions { Json = Outcome(route.Request.PostData!.Contains('5') ? 5 : 1) }));
        await Page.RouteAsync("**/what-if/sweep", static route => route.FulfillAsync(new RouteFulfillOptions { Json = Sweep }));
        await RunAsync("quorum", "order-1");
        await GoAsync("#/executions/order-1");
        await TreeItem("votes").ClickAsync();
        await Page.GetByText("What if…").ClickAsync();
        await Expect(Page.Locator(".outcome")).ToContainTextAsync("recorded 1");

        await Page.GetByLabel("MaxConcurrency, exactly").FillAsync("5");
        await Page.Keyboard.PressAsync("Tab");

        await Expect(Page.Locator(".outcome .tiles div").Nth(1)).ToContainTextAsync("5");
        await Page.WaitForURLAsync(url => url.Contains("maxConcurrency=5", StringComparison.Ordinal));
        await Expect(Page.Locator(".u-over").First).ToBeVisibleAsync();
    }

    [Test]
    public async Task Drift_ShowsBothSidesAndTheWaysOn()
    {
        await StartAsync("sleep", "order-1");
        await ParkedAsync("order-1");
        await ReopenAsync(engine => engine.Register("sleep", static async ctx => await ctx.StepAsync("work", static () => Task.CompletedTask)));
        while ((await Engine.ListBlockedAsync()).Count == 0)
        {
            await Task.Yield();
        }

        await GoAsync("#/drift");

        await Expect(Page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = "Stored in the journal" })).ToContainTextAsync("nap");
        await Expect(Page.GetByRole(AriaRole.Region, new PageGetByRoleOptions { Name = "Asked for by the code" })).ToContainTextAsync("work");
        await Expect(Page.GetByText("Fork before that operation")).ToBeVisibleAsync();
    }

    /// <summary>What the API says of a simulation, so that this is a test of the page alone.</summary>
    private static object Outcome(int peak) => new
    {
        durationMs = 400 / peak,
        peak,
        started = 2,
        succeeded = 2,
        failed = 0,
        skipped = 3,
        canceled = 0,
        reason = "MinSuccessfulReached",
        sentence = "2 of 2 needed would have succeeded",
        skippedNames = new[] { "v2", "v3", "v4" },
        recorded = new { durationMs = 400, peak = 1, reason = "MinSuccessfulReached" },
        branches = new[] { new { index = 0, name = "v0", fromMs = 0, toMs = 100, outcome = "Succeeded" } },
    };
}
