using Microsoft.Playwright;

namespace DurableParallel.Console.Tests.Browser;

internal sealed class HostileTextTests : BrowserFixture
{
    private const string Script = "<script>alert(1)</script><img src=x onerror=alert(2)>";

    [Test]
    public async Task Names_WithMarkup_AreTextOnEveryPage()
    {
        await RunAsync("echo", Script, Script);
        await RunAsync("fail", "failed", Script);

        await GoAsync("#/executions");
        await Expect(Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = Script })).ToBeVisibleAsync();
        await Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = Script }).ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = Script })).ToBeVisibleAsync();
        await TreeItem("say").ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Complementary)).ToContainTextAsync(Script);

        await GoAsync("#/executions/failed");
        await Expect(Page.Locator(".head-error").First).ToContainTextAsync(Script);
        await GoAsync("#/executions/failed?tab=history");
        await Expect(Page.GetByRole(AriaRole.Table)).ToContainTextAsync(Script);
        (await Page.Locator("img, script:not([src])").CountAsync()).Should().Be(0);
    }

    [TestCase("..")]
    [TestCase(".")]
    [TestCase("counts")]
    [TestCase("~x")]
    [TestCase("a/b?c#d%2F&e=f")]
    public async Task Name_ThatAPathCannotHold_IsOpened(string name)
    {
        await RunAsync("echo", name, "hello");

        await GoAsync("#/executions");
        await Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = name, Exact = true }).ClickAsync();

        await Expect(TreeItem("say")).ToBeVisibleAsync();
    }
}
