using DurableParallel.Engine;

namespace DurableParallel.Snippets.Shop;

#region HostingClass
/// <summary>A durable function as a class. One instance serves all executions.</summary>
internal sealed class ShipOrder(TimeProvider time) : IDurableFunction<Order, string>
{
    public async Task<string> RunAsync(DurableContext context, Order input)
    {
        var day = await context.StepAsync("day", () => Task.FromResult(time.GetUtcNow().DayOfWeek));
        return await context.StepAsync("label", () => Services.PrintLabelAsync(input, $"{day}"));
    }
}
#endregion
