using System.Globalization;
using DurableParallel.Engine;

namespace DurableParallel.Console.Tests.Browser;

/// <summary>The web shop of the pictures.</summary>
internal static class Shop
{
    public static readonly (string Name, string Hash, string Seen)[] Pictures =
    [
        ("executions", "#/executions", ".row .badge"), ("timeline", "#/executions/order-1042", ".tl-line .name"), ("live", "#/executions/order-1044", ".tl-line .name"),
        ("failed", "#/executions/order-1045", ".tl-line .name"), ("overview", "#/overview", ".u-over"), ("functions", "#/functions", "table"), ("callbacks", "#/callbacks", "table"),
        ("whatif", "#/executions/order-1042/whatif/d4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35?maxConcurrency=6", ".outcome"), ("drift", "#/drift", ".case"),
    ];

    /// <summary>Registers the shop's functions as they were at first, or after a change that running newsletters cannot take.</summary>
    public static void Register(DurableEngine engine, bool hasChanged)
    {
        engine.Register<string, string>("ProcessOrder", static (ctx, order) => ProcessAsync(ctx, order));
        engine.Register("SendNewsletter", async ctx =>
        {
            await ctx.StepAsync("choose readers", static () => Task.CompletedTask);
            if (hasChanged)
            {
                await ctx.StepAsync("check opt-outs", static () => Task.CompletedTask);
            }

            await ctx.WaitAsync("until the morning", TimeSpan.FromHours(9));
        });
    }

    /// <summary>Leaves newsletters under way.</summary>
    public static async Task BeginAsync(DurableEngine engine)
    {
        foreach (var name in (string[])["newsletter-12", "newsletter-13"])
        {
            var letter = await engine.StartAsync("SendNewsletter", name);
            while ((await letter.GetTreeAsync()).Count < 2)
            {
                await Task.Yield();
            }
        }
    }

    public static async Task SeedAsync(DurableEngine engine)
    {
        for (var index = 900; index < 940; index++)
        {
            await engine.StartAsync("ProcessOrder", string.Create(CultureInfo.InvariantCulture, $"order-{index:D4}"), "quick");
        }

        var fine = await engine.StartAsync("ProcessOrder", "order-1042", "fine");
        var broken = await engine.StartAsync("ProcessOrder", "order-1045", "broken");
        await engine.StartAsync("ProcessOrder", "order-1044", "approval");
        await Task.WhenAll(fine.EndedAsync(), broken.EndedAsync());
    }

    private static async Task<string> ProcessAsync(DurableContext ctx, string order)
    {
        var pace = order == "quick" ? 0.02 : 1;
        await ctx.StepAsync("validate order", () => WorkAsync(120 * pace));
        await using (var items = ctx.Parallel("prepare items", c => c.MaxConcurrency(3)))
        {
            for (var index = 0; index < 8; index++)
            {
                var took = (250 + 137 * index % 400) * pace;
                items.Branch($"item {(char)('A' + index)}-{index * 37 + 11}", async b =>
                {
                    await b.StepAsync("reserve", () => WorkAsync(took));
                    await b.StepAsync("pack", () => WorkAsync(took * 0.7));
                });
            }

            await items.JoinAsync();
        }

        await using (var quotes = ctx.Parallel("quotes", c => c.MinSuccessful(2)))
        {
            quotes.Branch("ups", b => b.StepAsync("ask", () => WorkAsync(500 * pace)));
            quotes.Branch("dhl", b => b.StepAsync("ask", () => WorkAsync(300 * pace)));
            quotes.Branch("post", b => b.StepAsync("ask", () => WorkAsync(900 * pace)));
            await quotes.JoinAsync();
        }

        var attempts = 0;
        await ctx.StepAsync("charge card", async () =>
        {
            await WorkAsync(200 * pace);
            if (order == "broken" || (order != "quick" && Interlocked.Increment(ref attempts) < 3))
            {
                throw new IOException("The bank did not answer.");
            }
        }, new StepConfig { Retry = RetryStrategy.Fixed(3, TimeSpan.FromSeconds(1)) });
        if (order == "approval")
        {
            var approval = await ctx.CreateCallbackAsync<string>("approval by a person", new CallbackConfig { Timeout = TimeSpan.FromHours(1) });
            await approval.GetResultAsync();
        }

        await ctx.WaitAsync("let it settle", TimeSpan.FromSeconds(order == "quick" ? 0.05 : 1));
        return "shipped";
    }

    private static Task WorkAsync(double milliseconds) => Task.Delay(TimeSpan.FromMilliseconds(milliseconds));
}
