using DurableParallel.Engine;
using DurableParallel.OrderDesk.Shop;

namespace DurableParallel.OrderDesk.Functions;

/// <summary>A customer: pays after a while by raising an event in the order's execution. Every tenth forgets to.</summary>
internal sealed class Pay(Pace pace) : IDurableFunction<Order, string>
{
    public const string Name = "pay";

    public async Task<string> RunAsync(DurableContext ctx, Order order)
    {
        await ctx.WaitAsync("find the purse", pace.Seconds(5 + ctx.Random.Next(15)));
        if (ctx.Random.Next(10) == 0)
        {
            return "forgotten";
        }

        try
        {
            await ctx.RaiseEventAsync(order.Id, "paid", new Payment(order.Total, $"P-{ctx.Random.Next(1_000_000):D6}"));
            return "paid";
        }
        catch (EventNotRaisedException refused)
        {
            return refused.Message;
        }
    }
}
