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
}
