using DurableParallel.Engine;
using DurableParallel.Snippets.Shop;

namespace DurableParallel.Snippets.Samples;

/// <summary>Limits of a function, and what waits for them.</summary>
internal static class FairShareSamples
{
    public static async Task LimitAsync(DurableEngine engine, Order order, CancellationToken cancellationToken)
    {
        #region FairShares
        engine.Register("ship", DurableFunction.Create<Order, string>(OperationSamples.ShipAsync, new DurableFunctionOptions
        {
            MaxConcurrentExecutions = 200,                                             // of all customers together
            ConcurrencyKey = ConcurrencyKey.Of<Order>(order => order.Customer, max: 1), // and of each one at a time
            RateLimit = new RateLimit(100, TimeSpan.FromMinutes(1), burst: 10),        // begin 100 a minute, 10 of them at once
        }));

        await engine.StartAsync("ship", $"order-{order.Id}", order, new StartOptions { Priority = 10 }, cancellationToken);
        #endregion
    }

    public static async Task<int> CountWaitingAsync(DurableEngine engine, CancellationToken cancellationToken)
    {
        #region FairSharesWaiting
        var page = await engine.ListAsync(new ExecutionQuery { FunctionName = "ship" }, cancellationToken: cancellationToken);
        foreach (var execution in page.Executions.Where(execution => execution.Waiting is not null))
        {
            Console.WriteLine($"{execution.Name} waits: {execution.Waiting!.Reason}");      // for example ConcurrencyKey
        }
        #endregion
        return page.Executions.Count;
    }
}
