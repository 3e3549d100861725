using DurableParallel.Engine;
using DurableParallel.OrderDesk.Shop;

namespace DurableParallel.OrderDesk.Functions;

/// <summary>
/// An order from the click to the parcel. It uses every operation that there is, so that the console has something to show:
/// read it from top to bottom, and look at one of its executions beside it.
/// </summary>
internal sealed class PlaceOrder(Services services, Approvals approvals, Pace pace) : IDurableFunction<Order, string>
{
    public const string Name = "place-order";

    private readonly StepConfig _patient = new() { Retry = RetryStrategy.Exponential(6, pace.Seconds(2), rate: 1.5, pace.Seconds(10)) };

    public async Task<string> RunAsync(DurableContext ctx, Order order)
    {
        ctx.SetStatus("checks");
        await CheckAsync(ctx, order);

        ctx.SetStatus("warehouse");
        var reserved = await ReserveAsync(ctx, order);

        if (order.Total > 500 && !await ApproveAsync(ctx, order))
        {
            return $"{order.Id} was declined";
        }

        ctx.SetStatus("waits for the payment");
        if (await AwaitPaymentAsync(ctx, order) is not { } payment)
        {
            return $"{order.Id} was not paid";
        }

        var carrier = await ChooseCarrierAsync(ctx, order);

        ctx.SetStatus("ships");
        var parcel = await BuyAndShipAsync(ctx, order, new Parcel(order.Id, order.Customer, carrier, reserved));

        await ctx.RunInChildContextAsync("aftercare", async child =>
        {
            await child.WaitAsync("a while", pace.Seconds(10));
            await child.StepAsync("ask for a review", () => $"Dear {order.Customer}, do you like it?");
        });
        ctx.SetStatus("done");
        return $"{parcel}, paid with {payment.Reference}";
    }

    /// <summary>A scope: four checks, two at a time, and three good ones are enough.</summary>
    private async Task CheckAsync(DurableContext ctx, Order order)
    {
        await using var checks = ctx.Parallel("checks", c => c.MaxConcurrency(2).MinSuccessful(3));
        foreach (var what in (string[])["address", "credit", "fraud", "age"])
        {
            checks.Branch(what, b => b.StepAsync("ask", step => services.CheckAsync(what, order, step.CancellationToken), _patient));
        }

        await checks.JoinAsync();
    }

    /// <summary>A map: every line by itself, three at a time. The first article that is sold out fails the order.</summary>
    private async Task<int> ReserveAsync(DurableContext ctx, Order order)
    {
        var lines = await ctx.MapAsync(
            "reserve",
            order.Lines,
            async (item, line) =>
            {
                await item.WaitAsync("walk", pace.Seconds(1));
                return await item.StepAsync(
                    "pick",
                    step => services.ReserveAsync(line, step.CancellationToken),
                    new StepConfig { Retry = RetryStrategy.Fixed(2, pace.Seconds(1)) });
            },
            new MapConfig<OrderLine> { MaxConcurrency = 3, ItemNamer = static (line, _) => line.Article });
        lines.ThrowIfError();
        return lines.SuccessCount;
    }

    /// <summary>A callback: large orders wait for a person, who answers in the shop's page, in the console, or with dpar.</summary>
    private async Task<bool> ApproveAsync(DurableContext ctx, Order order)
    {
        ctx.SetStatus("waits for an approval");
        try
        {
            return await ctx.WaitForCallbackAsync<bool>(
                "approval",
                (callbackId, _) => approvals.Ask(callbackId, order),
                new WaitForCallbackConfig { Timeout = pace.Seconds(120) });
        }
        catch (CallbackTimedOutException)
        {
            return false;
        }
    }

    /// <summary>An event: the customer pays, see <see cref="Pay"/>, or does not in time.</summary>
    private async Task<Payment?> AwaitPaymentAsync(DurableContext ctx, Order order)
    {
        try
        {
            return await ctx.WaitForEventAsync<Payment>("paid", pace.Seconds(60));
        }
        catch (EventTimedOutException)
        {
            await ctx.StepAsync("release", () => $"{order.Lines.Count} articles are back");
            return null;
        }
    }

    /// <summary>A race: the first carrier that quotes a price gets the parcel; after four seconds the house's own does.</summary>
    private async Task<string> ChooseCarrierAsync(DurableContext ctx, Order order)
    {
        string[] carriers = ["Swift", "Snail"];
        var quotes = carriers.Select(carrier => (Task)ctx.StepAsync($"quote of {carrier}", step => services.QuoteAsync(carrier, order, step.CancellationToken), _patient));
        var winner = await ctx.WhenAnyAsync([.. quotes, ctx.WaitAsync("patience", pace.Seconds(4))]);
        return winner < carriers.Length ? carriers[winner] : "House";
    }

    /// <summary>A saga: what was charged is refunded when the label cannot be printed. Then the parcel's own function is invoked.</summary>
    private async Task<string> BuyAndShipAsync(DurableContext ctx, Order order, Parcel parcel)
    {
        await using var saga = ctx.Saga("buy");
        await saga.StepAsync(
            "charge",
            step => services.CallBankAsync("charge", order, step.OperationId, step.CancellationToken),
            (c, _) => c.StepAsync("refund", step => services.CallBankAsync("refund", order, step.OperationId, step.CancellationToken), _patient),
            _patient);
        await ctx.StepAsync("label", step => services.PrintLabelAsync(order, step.CancellationToken), new StepConfig { Retry = RetryStrategy.Fixed(3, pace.Seconds(1)) });
        var shipped = await ctx.InvokeAsync<Parcel, string>("parcel", ShipParcel.Name, parcel);
        saga.Complete();
        return shipped;
    }
}
