using DurableParallel.Engine;
using DurableParallel.Snippets.Shop;

namespace DurableParallel.Snippets.Samples;

/// <summary>Functions that invoke others, and executions that are ended from outside.</summary>
internal static class InvokeSamples
{
    #region InvokeSample
    public static async Task<string> FulfilAsync(DurableContext ctx, Order order)
    {
        var stock = await ctx.InvokeAsync<Order, int>("stock", "stock-service", order);
        if (stock == 0)
        {
            return "sold out";
        }

        await ctx.InvokeAsync("ship", "shipping-service", order, new InvokeConfig { TenantId = order.Customer });
        return "shipped";
    }
    #endregion

    public static async Task<string> ExplainAsync(DurableContext ctx, Order order)
    {
        #region InvokeFailures
        try
        {
            return await ctx.InvokeAsync<Order, string>("ship", "ship", order);
        }
        catch (InvokeFailedException failed) when (failed.IsCausedBy<CardDeclinedException>())
        {
            return "The card was declined.";
        }
        catch (InvokeFailedException failed) when (failed.Status is OperationStatus.TimedOut or OperationStatus.Stopped)
        {
            return $"It did not come to an end by itself: {failed.Message}";
        }
        #endregion
    }

    public static async Task<int> InvokeAllAsync(DurableContext ctx, IReadOnlyList<Order> orders)
    {
        #region InvokeFanOut
        var counted = await ctx.MapAsync(
            "count",
            orders,
            (branch, order, _) => branch.InvokeAsync<Order, int>("stock", "stock-service", order),
            new ParallelConfig { MaxConcurrency = 50 });
        return counted.GetResults().Sum();
        #endregion
    }

    public static async Task FollowAsync(DurableEngine engine, ExecutionHandle execution)
    {
        #region InvokedExecution
        foreach (var e in await execution.GetHistoryAsync())
        {
            if (e is { EventType: HistoryEventType.ChainedInvokeStarted, InvokedExecutionName: { } name }
                && await engine.FindAsync(name) is { } invoked)
            {
                Console.WriteLine($"{e.FunctionName} runs as {invoked.Name}, invoked by {invoked.InvokedBy}: {invoked.Status}");
            }
        }
        #endregion
    }

    public static async Task StopAsync(ExecutionHandle execution, CancellationToken cancellationToken)
    {
        #region ExecutionStop
        await execution.StopAsync(new DurableError("Shop.Withdrawn", "The customer has withdrawn the order."), cancellationToken);
        #endregion
    }

    public static async Task CancelAsync(DurableEngine engine, Order order, CancellationToken cancellationToken)
    {
        #region ExecutionCancel
        var execution = await engine.CancelAsync($"order-{order.Id}", "The customer has withdrawn the order.", cancellationToken);
        try
        {
            await execution.GetResultPayloadAsync(cancellationToken);           // it may have been faster than the request
        }
        catch (ExecutionFailedException failed) when (failed.Status == ExecutionStatus.Canceled)
        {
            Console.WriteLine(failed.Error.ErrorMessage);
        }
        #endregion
    }

    #region CancelCleanup
    public static async Task<string> DeliverAsync(DurableContext ctx, Order order)
    {
        var reservation = await ctx.StepAsync("reserve", () => Services.PrintLabelAsync(order, "1"));
        try
        {
            await ctx.WaitAsync("until Monday", TimeSpan.FromDays(3));          // ends as canceled
            return await ctx.StepAsync("ship", () => Services.PrintLabelAsync(order, reservation));
        }
        catch (OperationCanceledException)
        {
            // Durable operations work here, for the function's CleanupTimeout.
            await ctx.StepAsync("release", () => Services.RefundAsync(reservation));
            throw;                                                              // without it, the execution succeeds with a result
        }
    }
    #endregion

    public static async Task<string> StartAsync(DurableEngine engine, Order order, CancellationToken cancellationToken)
    {
        #region ExecutionTimeout
        var execution = await engine.StartAsync(
            "ship",
            $"order-{order.Id}",
            order,
            new StartOptions { Timeout = TimeSpan.FromDays(30) },
            cancellationToken);

        try
        {
            return await execution.GetResultAsync<string>(cancellationToken);
        }
        catch (ExecutionFailedException failed) when (failed.Status is ExecutionStatus.TimedOut or ExecutionStatus.Stopped)
        {
            return failed.Error.ErrorMessage;
        }
        #endregion
    }

    public static void Register(DurableEngine engine)
    {
        #region FunctionTimeout
        engine.Register("stock-service", DurableFunction.Create<Order, int>(
            (ctx, order) => ctx.StepAsync("count", step => Services.CountStockAsync(order, step.CancellationToken)),
            new DurableFunctionOptions { ExecutionTimeout = TimeSpan.FromMinutes(5) }));
        #endregion
    }
}
