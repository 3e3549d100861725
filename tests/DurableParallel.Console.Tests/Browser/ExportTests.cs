using DurableParallel.Testing;

namespace DurableParallel.Console.Tests.Browser;

internal sealed class ExportTests : BrowserFixture
{
    [Test]
    public async Task Export_OfAnExecution_IsTheFileThatVerifyReads()
    {
        await RunAsync("echo", "order-1", "hello");
        await GoAsync("#/executions/order-1");

        var byLink = await Page.RunAndWaitForDownloadAsync(() => Page.GetByText("Export history").ClickAsync());
        var byKey = await Page.RunAndWaitForDownloadAsync(() => Page.Keyboard.PressAsync("h"));

        byLink.SuggestedFilename.Should().Be("order-1.json");
        var path = await byLink.PathAsync();
        HistoryReplay.Verify(path, DurableFunction.Create<string, string>(Echo)).ToString().Should().StartWith("fits 1 recorded operation");
        (await File.ReadAllTextAsync(await byKey.PathAsync())).Should().Be(await File.ReadAllTextAsync(path));
    }
}
