using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace DurableParallel.Console.Tests.Browser;

/// <summary>A page of a real browser on a console of the sample functions. What the page says as an error fails the test.</summary>
internal abstract class BrowserFixture : SampleFixture
{
    private const float Patience = 30_000; // ms; for a machine that is busy, what is there sooner is seen sooner
    private readonly List<string> _errors = [];
    private IBrowserContext _context = null!;

    protected IPage Page { get; private set; } = null!;

    [SetUp]
    public async Task OpenPage() => await OpenAsync(new BrowserNewContextOptions());

    [TearDown]
    public async Task ClosePage()
    {
        if (_context is not null)
        {
            await _context.DisposeAsync();
        }

        var errors = _errors.ToList();
        _errors.Clear();
        errors.Should().BeEmpty();
    }

    /// <summary>A page anew, such as a narrow or a dark one.</summary>
    protected async Task OpenAsync(BrowserNewContextOptions options)
    {
        var browser = Chromium.Required();
        if (_context is not null)
        {
            await _context.DisposeAsync();
        }

        options.Locale = "en-GB";
        options.TimezoneId ??= "UTC";
        options.ViewportSize ??= new ViewportSize { Width = 1440, Height = 860 };
        _context = await browser.NewContextAsync(options);
        _context.SetDefaultTimeout(Patience);
        Assertions.SetDefaultExpectTimeout(Patience);
        Page = await _context.NewPageAsync();
        Page.PageError += (_, error) => _errors.Add(error);
        Page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                _errors.Add(message.Text);
            }
        };
        Page.Dialog += (_, dialog) => _errors.Add($"a dialog: {dialog.Message}");
    }

    protected async Task GoAsync(string hash)
    {
        // A page that is there already would only change its part after #.
        await Page.GotoAsync("about:blank");
        await Page.GotoAsync(Root + hash);
        await Expect(Page.Locator("main h1").First).ToBeVisibleAsync();
    }

    protected static ILocatorAssertions Expect(ILocator locator) => Assertions.Expect(locator);

    protected ILocator Button(string name) => Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = name, Exact = true });

    protected ILocator TreeItem(string name) => Page.GetByRole(AriaRole.Treeitem).Filter(new LocatorFilterOptions { HasText = name }).First;

    /// <summary>Lets the engine's time pass until something is seen: what is live comes once a second of it.</summary>
    protected async Task PassTimeUntilSeenAsync(ILocator locator)
    {
        for (var second = 0; !await locator.IsVisibleAsync(); second++)
        {
            second.Should().BeLessThan(3000, "it should have been seen by then");
            Clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    protected async Task NoViolationAsync(string where)
    {
        var result = await Page.RunAxe();
        result.Violations.Select(violation => $"{where}: {violation.Id}: {violation.Nodes[0].Html}").Should().BeEmpty();
    }
}
