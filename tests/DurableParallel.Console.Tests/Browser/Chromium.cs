using Microsoft.Playwright;

namespace DurableParallel.Console.Tests.Browser;

/// <summary>The one browser of all browser tests: Debian's Chromium, or what DP_CHROMIUM names. Where there is none, the tests are ignored.</summary>
[SetUpFixture]
internal sealed class Chromium
{
    private static readonly string Path = Environment.GetEnvironmentVariable("DP_CHROMIUM") ?? "/usr/bin/chromium";
    private static IPlaywright? _playwright;

    internal static IBrowser? Browser { get; private set; }

    [OneTimeSetUp]
    public async Task Launch()
    {
        if (!File.Exists(Path))
        {
            return;
        }

        _playwright = await Playwright.CreateAsync();
        Browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Path, Args = ["--no-sandbox"] });
    }

    [OneTimeTearDown]
    public async Task Close()
    {
        if (Browser is not null)
        {
            await Browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    internal static IBrowser Required()
    {
        if (Browser is null)
        {
            Assert.Ignore($"There is no Chromium at {Path}: browser tests need one (apt-get install chromium, or set DP_CHROMIUM).");
        }

        return Browser!;
    }
}
