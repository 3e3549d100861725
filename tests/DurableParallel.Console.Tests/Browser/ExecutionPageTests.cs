using DurableParallel.Engine;
using Microsoft.Playwright;

namespace DurableParallel.Console.Tests.Browser;

internal sealed class ExecutionPageTests : BrowserFixture
{
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
        await RunAsync("quorum", "order-1");
        await GoAsync("#/executions/order-1");
        await TreeItem("votes").ClickAsync();
        await Page.GetByText("What if…").ClickAsync();
        await Expect(Page.Locator(".outcome")).ToContainTextAsync("recorded 1");

        await Page.GetByLabel("MaxConcurrency, exactly").FillAsync("5");
        await Page.Keyboard.PressAsync("Tab");

        var id = (await GetAsync("executions/order-1/operations")).GetProperty("items")[0].GetProperty("id").GetString();
        var asked = await PostAsync($"executions/order-1/scopes/{id}/what-if", """{"maxConcurrency":5}""");
        asked.GetProperty("peak").GetInt32().Should().BeGreaterThan(1);
        await Expect(Page.Locator(".outcome .tiles div").Nth(1)).ToContainTextAsync(asked.GetProperty("peak").ToString());
        await Expect(Page.Locator(".outcome")).ToContainTextAsync(asked.GetProperty("sentence").GetString()!);
        await Page.WaitForURLAsync(url => url.Contains("maxConcurrency=5", StringComparison.Ordinal));
        await Expect(Page.Locator(".u-over").First).ToBeVisibleAsync();
    }

    [Test]
    public async Task LargeExecution_WhileItRuns_IsLive()
    {
        var execution = await StartAsync("crowd", "order-1");
        await ParkedAsync("order-1");
        await GoAsync("#/executions/order-1");
        await Expect(TreeItem("row 3")).ToBeVisibleAsync();

        await Engine.RaiseEventWithPayloadAsync("order-1", "paid", "\"yes\"");
        await execution.EndedAsync();

        await PassTimeUntilSeenAsync(Page.Locator(".head .badge.good"));
        await Page.EvaluateAsync("document.querySelector('.tl-scroll').scrollTop = 1e9");
        await Expect(TreeItem("pack")).ToBeVisibleAsync();
    }

    [Test]
    public async Task AllRows_AtOnce_HaveNamesWhereThereIsRoom()
    {
        await StartAsync("crowd", "order-1");
        await ParkedAsync("order-1");
        await GoAsync("#/executions/order-1");
        await Expect(TreeItem("row 3")).ToBeVisibleAsync();

        await Page.Keyboard.PressAsync("a");

        await Expect(Page.GetByRole(AriaRole.Treeitem).Filter(new LocatorFilterOptions { HasText = "more" }).First).ToBeVisibleAsync();
        var rows = Page.GetByRole(AriaRole.Treeitem);
        (await rows.CountAsync()).Should().BeInRange(5, 60);
        await NoViolationAsync("all rows");
        await rows.Nth(4).ClickAsync();
        await Page.Keyboard.PressAsync("a");
        await Expect(TreeItem("row")).ToBeVisibleAsync();
    }

    [Test]
    public async Task Time_OnHover_IsInUtc()
    {
        await RunAsync("echo", "order-1", "hello");
        await OpenAsync(new BrowserNewContextOptions { TimezoneId = "Asia/Tokyo" });
        await GoAsync("#/executions/order-1");

        await Expect(Page.Locator(".head time").First).ToHaveAttributeAsync("title", "2000-01-01 00:00:00.000 UTC");
        await Expect(Page.Locator(".head time").First).ToContainTextAsync("09:00:00");
        await Page.Locator(".tl-axis").HoverAsync();
        await Expect(Page.Locator(".tl-axis")).ToHaveAttributeAsync("title", new System.Text.RegularExpressions.Regex("^2000-01-01 00:00:0.* UTC$|^1999-12-31 23:59:5.* UTC$"));
    }

    protected override void Register(DurableEngine engine)
    {
        base.Register(engine);
        engine.Register("crowd", static async ctx =>
        {
            await using (var scope = ctx.Parallel("rows"))
            {
                for (var index = 0; index < 1200; index++)
                {
                    scope.Branch($"row {index}", static b => b.StepAsync("do", static () => Task.CompletedTask));
                }

                await scope.JoinAsync();
            }

            await ctx.WaitForEventAsync<string>("paid");
            await ctx.StepAsync("pack", static () => Task.CompletedTask);
        });
    }
}
