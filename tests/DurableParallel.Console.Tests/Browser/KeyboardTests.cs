using Microsoft.Playwright;

namespace DurableParallel.Console.Tests.Browser;

internal sealed class KeyboardTests : BrowserFixture
{
    [Test]
    public async Task Keys_Alone_OpenAnExecutionAndAnOperation()
    {
        await RunAsync("quorum", "order-1");
        await GoAsync("#/executions");
        await Expect(Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "order-1" })).ToBeVisibleAsync();

        await Page.Keyboard.PressAsync("j");
        await Page.Keyboard.PressAsync("Enter");
        await Expect(TreeItem("votes")).ToBeVisibleAsync();
        await TreeItem("votes").FocusAsync();
        await Page.Keyboard.PressAsync("ArrowRight");
        await Expect(TreeItem("v0")).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("ArrowDown");
        await Expect(TreeItem("v1")).ToBeFocusedAsync();
        await Page.Keyboard.PressAsync("Enter");
        await Expect(Page.GetByRole(AriaRole.Complementary)).ToContainTextAsync("v1");
        await Page.Keyboard.PressAsync("Escape");
        await Expect(Page.GetByRole(AriaRole.Complementary)).ToHaveCountAsync(0);
    }

    [Test]
    public async Task QuestionMark_ShowsTheKeys_AndEscapeHidesThem()
    {
        await GoAsync("#/executions");

        await Page.Keyboard.PressAsync("?");
        var sheet = Page.GetByRole(AriaRole.Dialog, new PageGetByRoleOptions { Name = "Keys" });
        await Expect(sheet).ToContainTextAsync("Go to Overview");
        await Page.Keyboard.PressAsync("Escape");

        await Expect(sheet).ToHaveCountAsync(0);
        await Page.Keyboard.PressAsync("g");
        await Page.Keyboard.PressAsync("o");
        await Expect(Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "Overview" })).ToBeVisibleAsync();
    }

    [Test]
    public async Task Callbacks_ByKeys_AreAnswered()
    {
        var execution = await StartAsync("approve", "order-1");
        await ParkedAsync("order-1");
        await GoAsync("#/executions");

        await GoByKeysAsync("c", "Callbacks");
        await PressAsync(Button("Succeed…"));
        await TypeAsync(Page.GetByLabel("Result"), "\"yes\"");
        await PressAsync(Button("Succeed"));

        await execution.EndedAsync();
        await Expect(Page.GetByText("No execution waits for a callback.")).ToBeVisibleAsync();
    }

    [Test]
    public async Task Functions_ByKeys_AreStarted()
    {
        await GoAsync("#/executions");

        await GoByKeysAsync("f", "Functions");
        await PressAsync(Page.GetByRole(AriaRole.Row).Filter(new LocatorFilterOptions { HasText = "listen" }).GetByRole(AriaRole.Button));
        await TypeAsync(Page.GetByLabel("Name", new PageGetByLabelOptions { Exact = true }), "order-9");
        await Page.Keyboard.PressAsync("Enter");

        await Expect(Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "order-9" })).ToBeVisibleAsync();
        (await Engine.FindAsync("order-9"))!.FunctionName.Should().Be("listen");
    }

    [Test]
    public async Task Schedules_ByKeys_ArePausedAndTriggered()
    {
        await Engine.Schedules.CreateAsync("nightly", DurableParallel.Engine.ScheduleSpec.Every("listen", TimeSpan.FromHours(1)));
        await GoAsync("#/executions");

        await GoByKeysAsync("s", "Schedules");
        await PressAsync(Button("Pause"));
        await Expect(Page.GetByText("Paused")).ToBeVisibleAsync();
        await PressAsync(Button("Trigger…"));
        await PressAsync(Button("Start one now"));

        await Expect(Page.GetByRole(AriaRole.Row).Filter(new LocatorFilterOptions { HasText = "nightly" }).Locator("a").Last).ToContainTextAsync("nightly-");
        (await Engine.Schedules.FindAsync("nightly"))!.IsPaused.Should().BeTrue();
    }

    [Test]
    public async Task WhatIf_ByKeys_IsAsked()
    {
        await RunAsync("quorum", "order-1");
        await GoAsync("#/executions/order-1");
        await Expect(TreeItem("votes")).ToBeVisibleAsync();

        await PressAsync(TreeItem("votes"));
        await PressAsync(Page.GetByText("What if…"));
        await TypeAsync(Page.GetByLabel("MaxConcurrency, exactly"), "3");
        await Page.Keyboard.PressAsync("Tab");

        await Page.WaitForURLAsync(static url => url.Contains("maxConcurrency=3", StringComparison.Ordinal));
        await Expect(Page.Locator(".outcome")).ToBeVisibleAsync();
    }

    [Test]
    public async Task OverviewAndDriftDesk_ByKeys_AreReachedAndTheirButtonsWork()
    {
        await GoAsync("#/executions");

        await GoByKeysAsync("o", "Overview");
        await GoByKeysAsync("d", "Drift desk");
        await PressAsync(Button("Load anew"));
        await Expect(Page.GetByText("No execution is blocked.")).ToBeVisibleAsync();
        await GoByKeysAsync("e", "Executions");
    }

    private async Task GoByKeysAsync(string key, string heading)
    {
        await Page.Keyboard.PressAsync("g");
        await Page.Keyboard.PressAsync(key);
        await Expect(Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = heading, Level = 1 })).ToBeVisibleAsync();
    }

    private async Task PressAsync(ILocator control)
    {
        await TabToAsync(control);
        await Page.Keyboard.PressAsync("Enter");
    }

    private async Task TypeAsync(ILocator field, string text)
    {
        await TabToAsync(field);
        await Page.Keyboard.PressAsync("Control+a");
        await Page.Keyboard.TypeAsync(text);
    }

    private async Task TabToAsync(ILocator control)
    {
        await Expect(control).ToBeVisibleAsync();
        for (var press = 0; !await control.EvaluateAsync<bool>("one => one === document.activeElement"); press++)
        {
            press.Should().BeLessThan(200, $"Tab should come to {control}");
            await Page.Keyboard.PressAsync("Tab");
        }
    }
}
