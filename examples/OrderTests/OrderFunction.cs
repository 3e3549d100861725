using Microsoft.Extensions.Logging;

namespace DurableParallel.Examples.Ordering;

#region TestedFunction
internal sealed partial class OrderFunction(IBank bank)
{
    public async Task<string> RunAsync(DurableContext ctx, Order order)
    {
        var approved = await ctx.WaitForCallbackAsync<bool>("approval", (_, _) => Task.CompletedTask);
        if (!approved)
        {
            return "declined";
        }

        await using var p = ctx.Parallel("prepare");
        var receipt = p.Branch("pay", b => b.StepAsync("charge", step => bank.ChargeAsync(step.OperationId, order.Amount)));
        var stock = p.Branch("stock", b => b.InvokeAsync<string, int>("stock", "stock-service", order.Id));
        await p.JoinAsync();

        LogPaid(ctx.Logger, order.Id);
        await ctx.WaitAsync("cool-off", TimeSpan.FromDays(1));
        return await ctx.StepAsync("ship", () => $"{order.Id} shipped, {receipt.Result}, {stock.Result} left");
    }

    [LoggerMessage(LogLevel.Information, "{Order} is paid")]
    private static partial void LogPaid(ILogger logger, string order);
}
#endregion
