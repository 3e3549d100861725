using Microsoft.Playwright;

namespace DurableParallel.Console.Tests.Browser;

internal sealed class ReadOnlyPageTests : BrowserFixture
{
    protected override void ConfigureConsole(DurableConsoleOptions options) => options.ReadOnly = true;

    [Test]
    public async Task ReadOnly_HasNoActions()
    {
        await StartAsync("sleep", "order-1");
        await ParkedAsync("order-1");

        await GoAsync("#/executions/order-1");

        await Expect(Page.GetByText("Read only")).ToBeVisibleAsync();
        await Expect(Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { NameRegex = new("Stop|Cancel|Raise|Fork") })).ToHaveCountAsync(0);
        await GoAsync("#/executions");
        await Expect(Page.GetByText("Start…")).ToHaveCountAsync(0);
        await Expect(Page.GetByText("With all of these")).ToHaveCountAsync(0);
    }
}
