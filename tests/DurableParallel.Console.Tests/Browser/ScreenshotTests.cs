using DurableParallel.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Playwright;

namespace DurableParallel.Console.Tests.Browser;

/// <summary>Makes the pictures of the documents, from a web shop with a few orders: with DP_SCREENSHOTS=folder, on the machine's clock.</summary>
internal sealed class ScreenshotTests
{
    private static readonly string? Folder = Environment.GetEnvironmentVariable("DP_SCREENSHOTS");
    private DirectoryInfo _journal = null!;

    [SetUp]
    public void SetUp()
    {
        if (Folder is null)
        {
            Assert.Ignore("Pictures are made by docs/make-console-images.sh.");
        }

        _journal = Directory.CreateTempSubdirectory("durable-pictures-");
    }

    [TearDown]
    public void TearDown() => _journal?.Delete(recursive: true);

    [Test]
    public async Task Pictures_OfTheShop()
    {
        var browser = Chromium.Required();
        var options = new DurableEngineOptions { JournalPath = Path.Combine(_journal.FullName, "shop.db") };
        await using (var before = await DurableEngine.OpenAsync(options))
        {
            Shop.Register(before, hasChanged: false);
            await Shop.BeginAsync(before);
        }

        await using var engine = await DurableEngine.OpenAsync(options);
        Shop.Register(engine, hasChanged: true);
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IDurableEngine>(engine);
        await using var app = builder.Build();
        app.MapDurableConsole("/durable");
        await app.StartAsync();
        await Shop.SeedAsync(engine);

        var root = $"{app.Urls.First()}/durable/";
        foreach (var (scheme, suffix) in new[] { (ColorScheme.Light, ""), (ColorScheme.Dark, "-dark") })
        {
            await using var context = await browser.NewContextAsync(new BrowserNewContextOptions { ColorScheme = scheme, ViewportSize = new ViewportSize { Width = 1360, Height = 800 }, TimezoneId = "UTC" });
            var page = await context.NewPageAsync();
            foreach (var (name, hash, seen) in Shop.Pictures)
            {
                await page.GotoAsync("about:blank");
                await page.GotoAsync(root + hash);
                await Assertions.Expect(page.Locator(seen).First).ToBeVisibleAsync();
                await page.EvaluateAsync("() => new Promise(done => setTimeout(done, 1500))");
                await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Folder!, $"console-{name}{suffix}.png") });
            }
        }
    }
}
