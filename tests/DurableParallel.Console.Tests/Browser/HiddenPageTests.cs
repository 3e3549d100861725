namespace DurableParallel.Console.Tests.Browser;

/// <summary>A console whose application decides what is shown.</summary>
internal sealed class HiddenPageTests : BrowserFixture
{
    protected override void ConfigureConsole(DurableConsoleOptions options) => options.PayloadView = new Nothing();

    [Test]
    public async Task View_ThatShowsNothing_LeavesNoPayloadAndNoExport()
    {
        await RunAsync("echo", "order-1", "hello");

        await GoAsync("#/executions/order-1?tab=payloads");

        await Expect(Page.Locator("#part")).ToContainTextAsync("Input");
        await Expect(Page.Locator("#part")).Not.ToContainTextAsync("hello");
        await Expect(Page.GetByText("Export history")).ToHaveCountAsync(0);
        await NoViolationAsync("a hidden payload");
    }

    private sealed class Nothing : IPayloadView
    {
        public string? Show(RecordedPayload payload) => null;
    }
}
