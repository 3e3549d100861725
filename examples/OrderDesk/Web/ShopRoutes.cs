using System.Globalization;
using DurableParallel.Engine;
using DurableParallel.OrderDesk.Functions;
using DurableParallel.OrderDesk.Shop;

namespace DurableParallel.OrderDesk.Web;

/// <summary>What the shop's page can ask for.</summary>
internal static class ShopRoutes
{
    private const int MostOrders = 100_000;

    public static void Map(WebApplication app)
    {
        app.MapGet("/", () => Results.Content(Page.Html, "text/html; charset=utf-8"));
        app.MapPost("/orders", StartOrdersAsync);
        app.MapGet("/orders/{name}", GetOrderAsync);
        app.MapPost("/approvals", ApproveAsync);
        app.MapPost("/imports", StartImportAsync);
        app.MapPost("/newsletters", StartNewslettersAsync);
    }

    /// <summary>Places orders, and lets a customer for each of them pay. Answers when all are durable.</summary>
    private static async Task<IResult> StartOrdersAsync(IDurableEngine engine, TimeProvider time, CancellationToken cancellationToken, int count = 1)
    {
        if (count is < 1 or > MostOrders)
        {
            return Results.BadRequest($"count must be from 1 to {MostOrders}.");
        }

        var prefix = $"order-{Stamp(time)}";
        var orders = OrderMaker.Make(prefix, count).ToList();
        await engine.StartManyAsync(
            orders.SelectMany(static order => new[]
            {
                StartRequest.For(PlaceOrder.Name, order.Id, order, new StartOptions
                {
                    Tags = new Dictionary<string, string>(StringComparer.Ordinal) { ["customer"] = order.Customer, ["country"] = order.Country },
                    TenantId = "the-shop",
                }),
                StartRequest.For(Pay.Name, $"pay-{order.Id}", order),
            }),
            cancellationToken: cancellationToken);
        return Results.Text($"{count} placed: {orders[0].Id} to {orders[^1].Id}\n");
    }

    /// <summary>Answers when the order has come to its end.</summary>
    private static async Task<IResult> GetOrderAsync(string name, IDurableEngine engine, CancellationToken cancellationToken)
    {
        if (await engine.FindAsync(name, cancellationToken) is not { } order)
        {
            return Results.NotFound($"There is no order '{name}'.\n");
        }

        try
        {
            return Results.Text($"{await order.GetResultAsync<string>(cancellationToken)}\n");
        }
        catch (ExecutionFailedException failed)
        {
            return Results.Text($"{failed.Status}: {failed.Error.ErrorMessage}\n");
        }
    }

    /// <summary>The manager reads the mail, and approves what is below 1,000.</summary>
    private static async Task<IResult> ApproveAsync(IDurableEngine engine, Approvals approvals, CancellationToken cancellationToken)
    {
        var answered = 0;
        foreach (var (callbackId, order) in approvals.TakeAll())
        {
            try
            {
                await engine.SucceedCallbackAsync(callbackId, order.Total < 1000, cancellationToken);
                answered++;
            }
            catch (CallbackClosedException)
            {
                // It has timed out, or was answered in the console.
            }
        }

        return Results.Text($"{answered} answered\n");
    }

    private static async Task<IResult> StartImportAsync(IDurableEngine engine, TimeProvider time, CancellationToken cancellationToken)
    {
        var execution = await engine.StartAsync(ImportPrices.Name, $"import-{Stamp(time)}", cancellationToken);
        return Results.Text($"{execution.Name} started, and will fail\n");
    }

    /// <summary>Starts newsletters and changes the code behind their back, or changes it back.</summary>
    private static async Task<IResult> StartNewslettersAsync(IDurableEngine engine, NewsletterSwitch @switch, TimeProvider time, CancellationToken cancellationToken, bool drift = true)
    {
        if (drift)
        {
            @switch.IsOn = false;
            var execution = await engine.StartAsync(Newsletter.Name, $"newsletter-{Stamp(time)}", cancellationToken);
            while (execution.Status == ExecutionStatus.Running && (await execution.GetTreeAsync(cancellationToken)).Count < 2)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), time, cancellationToken);
            }
        }

        @switch.IsOn = drift;
        return Results.Text(drift ? "The code was changed: the newsletter blocks when its wait is over\n" : "The code is the old one again: unblock the newsletters\n");
    }

    private static string Stamp(TimeProvider time) => time.GetUtcNow().ToString("HHmmssfff", CultureInfo.InvariantCulture);
}
