using DurableParallel.Engine;
using Microsoft.Playwright;

namespace DurableParallel.Console.Tests.Browser;

internal sealed class ExecutionsPageTests : BrowserFixture
{
    [Test]
    public async Task Table_ShowsExecutionsWithStatusAndFunction()
    {
        await RunAsync("echo", "order-1", "hello");
        await RunAsync("fail", "order-2", "no stock");

        await GoAsync("#/executions");

        await Expect(Page.GetByRole(AriaRole.Row).Filter(new LocatorFilterOptions { HasText = "order-1" })).ToContainTextAsync("Succeeded");
        await Expect(Page.GetByRole(AriaRole.Row).Filter(new LocatorFilterOptions { HasText = "order-2" })).ToContainTextAsync("Failed");
    }

    [Test]
    public async Task StatusChip_Pressed_FiltersAndIsKeptInTheAddress()
    {
        await RunAsync("echo", "order-1", "hello");
        await RunAsync("fail", "order-2", "no stock");
        await GoAsync("#/executions");

        await Page.GetByRole(AriaRole.Group, new PageGetByRoleOptions { Name = "Status" }).GetByText("Failed").ClickAsync();

        await Expect(Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "order-1" })).ToHaveCountAsync(0);
        await Expect(Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "order-2" })).ToBeVisibleAsync();
        Page.Url.Should().EndWith("#/executions?status=Failed");
        await Page.ReloadAsync();
        await Expect(Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "order-2" })).ToBeVisibleAsync();
        await Expect(Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "order-1" })).ToHaveCountAsync(0);
    }

    [Test]
    public async Task Counts_WhenExecutionsStart_AreLive()
    {
        await RunAsync("echo", "order-1", "hello");
        await GoAsync("#/executions");
        await Expect(Page.GetByText("1 execution", new PageGetByTextOptions { Exact = true })).ToBeVisibleAsync();

        await RunAsync("echo", "order-2", "hello");

        await PassTimeUntilSeenAsync(Page.GetByText("2 executions", new PageGetByTextOptions { Exact = true }));
        await Button("Show 1 new").ClickAsync();
        await Expect(Page.GetByRole(AriaRole.Link, new PageGetByRoleOptions { Name = "order-2" })).ToBeVisibleAsync();
    }

    [Test]
    public async Task Search_ByName_OpensTheExecution()
    {
        await RunAsync("echo", "order-1", "hello");
        await GoAsync("#/executions");

        await Page.Keyboard.PressAsync("/");
        await Page.Keyboard.TypeAsync("order-1");
        await Page.Keyboard.PressAsync("Enter");

        await Expect(Page.GetByRole(AriaRole.Heading, new PageGetByRoleOptions { Name = "order-1" })).ToBeVisibleAsync();
    }

    [Test]
    public async Task BulkStop_AsksForTheCount_AndStopsWhatTheFilterChooses()
    {
        await StartAsync("sleep", "nap-1");
        await StartAsync("sleep", "nap-2");
        await QuietAsync(Engine);
        await GoAsync("#/executions?status=Running");

        await Page.GetByText("With all of these").ClickAsync();
        await Button("Stop 2…").ClickAsync();
        var confirm = Button("Stop 2 executions");
        await Expect(confirm).ToBeDisabledAsync();
        await Page.GetByLabel("Type 2 to confirm").FillAsync("2");
        await confirm.ClickAsync();

        await Expect(Page.GetByText("2 executions stopped.")).ToBeVisibleAsync();
        (await Engine.FindAsync("nap-1"))!.Status.Should().Be(ExecutionStatus.Stopped);
        (await Engine.FindAsync("nap-2"))!.Status.Should().Be(ExecutionStatus.Stopped);
    }
}
