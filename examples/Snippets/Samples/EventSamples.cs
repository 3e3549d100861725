using DurableParallel.Engine;
using DurableParallel.Snippets.Shop;

namespace DurableParallel.Snippets.Samples;

/// <summary>Events, from both sides.</summary>
internal static class EventSamples
{
    #region WaitForEventSample
    public static async Task<string> ApproveAsync(DurableContext ctx, Order order)
    {
        await ctx.StepAsync("ask", () => Services.SendMailAsync(order.Customer, order.Id));
        try
        {
            return await ctx.WaitForEventAsync<bool>("approved", TimeSpan.FromDays(3)) ? "shipped" : "rejected";
        }
        catch (EventTimedOutException)
        {
            return "nobody has answered";
        }
    }
    #endregion

    #region EventsInALoop
    public static async Task<int> CollectAsync(DurableContext ctx, Order order)
    {
        var items = 0;
        var paid = ctx.WaitForEventAsync("paid");
        while (true)
        {
            var item = ctx.WaitForEventAsync<string>("item", TimeSpan.FromHours(1));
            if (await ctx.WhenAnyAsync(paid, item) == 0)
            {
                return items;
            }

            await item;
            items++;
        }
    }
    #endregion

    #region RaiseEventFromAnExecution
    public static async Task<string> ShipAsync(DurableContext ctx, Order order)
    {
        var label = await ctx.StepAsync("label", () => Services.PrintLabelAsync(order, "1"));
        await ctx.RaiseEventAsync($"customer-{order.Customer}", "shipped", label);
        return label;
    }
    #endregion

    public static async Task<string> AnswerAsync(DurableEngine engine, string orderName, bool isApproved, string messageId)
    {
        #region RaiseEventSample
        try
        {
            await engine.RaiseEventAsync(orderName, "approved", isApproved, eventId: messageId);
            return "thank you";
        }
        catch (EventRefusedException refused) when (refused.Reason == EventRefusal.ExecutionEnded)
        {
            return "this was decided before";
        }
        catch (ExecutionNotFoundException)
        {
            return "no such order";
        }
        #endregion
    }

    public static async Task ListAsync(ExecutionHandle execution)
    {
        #region ListEvents
        foreach (var wait in await execution.GetOpenEventWaitsAsync())
        {
            Console.WriteLine($"waits for '{wait.Name}' since {wait.StartTimestamp:u}, until {wait.TimeoutTimestamp:u}");
        }

        foreach (var unread in await execution.GetUnreadEventsAsync())
        {
            Console.WriteLine($"'{unread.Name}' came at {unread.RaisedTimestamp:u} and was not taken: {unread.Payload}");
        }
        #endregion
    }

    public static async Task CompleteByNameAsync(DurableEngine engine, ExecutionHandle execution)
    {
        #region CompleteCallbackByName
        await engine.SucceedCallbackAsync("order-7", "approve", true);
        await execution.FailCallbackAsync("payment", new DurableError("Declined", "The customer declined."));
        #endregion
    }
}
