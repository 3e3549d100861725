using System.Globalization;
using Microsoft.Playwright;

namespace DurableParallel.Console.Tests.Browser;

/// <summary>Many executions and many branches: what the browser needs for them is printed, what it shows is asserted.</summary>
internal sealed class LargeTests : BrowserFixture
{
    private const string ScrollAndMeasure = """
        async () => {
            const scroller = document.querySelector('.tl-scroll');
            const gaps = [];
            let last = performance.now();
            for (let frame = 0; frame < 120; frame++) {
                scroller.scrollTop += 900;
                await new Promise(requestAnimationFrame);
                gaps.push(performance.now() - last);
                last = performance.now();
            }
            gaps.sort((a, b) => a - b);
            return `frames while scrolling: p50 ${gaps[60].toFixed(1)} ms, p95 ${gaps[114].toFixed(1)} ms`;
        }
        """;

    // A million executions take minutes to make: they are for a run that asks for them.
    private static readonly int Executions = Number("DP_CONSOLE_EXECUTIONS", 2000);
    private static readonly int Branches = Number("DP_CONSOLE_BRANCHES", 5000);

    protected override void Register(Engine.DurableEngine engine)
    {
        base.Register(engine);
        engine.Register("wide", static async ctx =>
        {
            await using var scope = ctx.Parallel("rows", c => c.MaxConcurrency(50));
            for (var index = 0; index < Branches; index++)
            {
                scope.Branch($"row {index}", static b => b.StepAsync("do", static () => Task.CompletedTask));
            }

            await scope.JoinAsync();
        });
    }

    [Test]
    public async Task ManyBranches_OpenAndScroll()
    {
        await RunAsync("wide", "order-1");
        var began = TimeProvider.System.GetTimestamp();

        await GoAsync("#/executions/order-1");
        await Expect(TreeItem("row 3")).ToBeVisibleAsync();
        TestContext.Out.WriteLine($"{Branches} branches: first rows after {TimeProvider.System.GetElapsedTime(began).TotalMilliseconds:N0} ms");
        TestContext.Out.WriteLine(await Page.EvaluateAsync<string>(ScrollAndMeasure));

        await Page.EvaluateAsync("document.querySelector('.tl-scroll').scrollTop = 1e9");
        await Expect(TreeItem($"row {Branches - 1}")).ToBeVisibleAsync();
        await Page.Keyboard.PressAsync("a");
        await Expect(Page.GetByRole(AriaRole.Treeitem).Filter(new LocatorFilterOptions { HasText = "more" }).First).ToBeVisibleAsync();
        (await Page.GetByRole(AriaRole.Treeitem).CountAsync()).Should().BeLessThan(60, "rows are folded, and one of many has a name");
    }

    [Test]
    public async Task ManyExecutions_ListAndScroll()
    {
        for (var index = 0; index < Executions; index += 100)
        {
            await Task.WhenAll(Enumerable.Range(index, 100).Select(one => RunAsync("echo", string.Create(CultureInfo.InvariantCulture, $"order-{one:D7}"), "hello")));
        }

        var began = TimeProvider.System.GetTimestamp();
        await GoAsync("#/executions");
        await Expect(Page.GetByText(string.Create(CultureInfo.InvariantCulture, $"{Executions:N0} executions"), new PageGetByTextOptions { Exact = true })).ToBeVisibleAsync();
        TestContext.Out.WriteLine($"{Executions} executions: first page and counts after {TimeProvider.System.GetElapsedTime(began).TotalMilliseconds:N0} ms");
        for (var page = 0; page < 3; page++)
        {
            var loaded = string.Create(CultureInfo.InvariantCulture, $"{(page + 2) * 200:N0} loaded, more as you scroll");
            await Page.EvaluateAsync("document.querySelector('.virtual').scrollTop = 1e9");
            await Expect(Page.GetByText(loaded)).ToBeVisibleAsync();
        }

        (await Page.Locator(".virtual .row").CountAsync()).Should().BeLessThan(100, "only what is seen exists");
    }

    private static int Number(string variable, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : usual;
}
