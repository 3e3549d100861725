using DurableParallel.Engine;

namespace DurableParallel.OrderDesk.Functions;

/// <summary>Started by a schedule, see Program: counts the orders by status.</summary>
internal sealed class CountOrders : IDurableFunctionWithoutInput<string>
{
    public const string Name = "count-orders";

    public async Task<string> RunAsync(DurableContext context) => await context.StepAsync("count", static async step =>
    {
        var engine = step.Services.GetRequiredService<IDurableEngine>();
        var counts = await engine.CountByStatusAsync(new ExecutionQuery { FunctionName = PlaceOrder.Name }, step.CancellationToken);
        return string.Join(", ", counts.Where(static count => count.Value > 0).Select(static count => $"{count.Value} {count.Key}"));
    });
}
