using Microsoft.Playwright;

namespace DurableParallel.Console.Tests.Browser;

internal sealed class EveryPageTests : BrowserFixture
{
    private static readonly string[] Pages =
    [
        "#/executions", "#/executions/order-1", "#/executions/order-2", "#/executions/order-1?tab=payloads", "#/executions/order-1?tab=history",
        "#/executions/nap?tab=more", "#/overview", "#/drift", "#/functions", "#/schedules", "#/callbacks",
    ];

    [TestCase(ColorScheme.Light, 1440)]
    [TestCase(ColorScheme.Dark, 1440)]
    [TestCase(ColorScheme.Light, 400)]
    public async Task Page_InASchemeAndWidth_HasNoViolationAndFits(ColorScheme scheme, int width)
    {
        await RunAsync("quorum", "order-1");
        await RunAsync("fail", "order-2", "no stock");
        await StartAsync("approve", "nap");
        await ParkedAsync("nap");
        await OpenAsync(new BrowserNewContextOptions { ColorScheme = scheme, ViewportSize = new ViewportSize { Width = width, Height = 800 } });
        foreach (var page in Pages)
        {
            await GoAsync(page);
            await NoViolationAsync($"{page} {scheme} {width}");
            (await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth")).Should().BeLessThanOrEqualTo(0, page);
        }
    }

    [Test]
    public async Task DarkScheme_HasADarkPage()
    {
        await OpenAsync(new BrowserNewContextOptions { ColorScheme = ColorScheme.Dark });

        await GoAsync("#/executions");

        (await Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor")).Should().Be("rgb(16, 19, 23)");
    }
}
