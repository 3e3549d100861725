using DurableParallel.Engine;
using DurableParallel.Snippets.Shop;

namespace DurableParallel.Snippets.Samples;

/// <summary>Starting many executions.</summary>
internal static class StartManySamples
{
    public static async Task StartAsync(DurableEngine engine, IEnumerable<Order> orders, CancellationToken cancellationToken)
    {
        #region StartMany
        var result = await engine.StartManyAsync(
            orders.Select(order => StartRequest.For("ship", $"order-{order.Id}", order)),
            cancellationToken: cancellationToken);

        result.ThrowIfProblems();
        Console.WriteLine($"{result.Started} started, {result.AlreadyThere} were there already");
        #endregion
    }

    public static async Task StartAndWaitAsync(DurableEngine engine, IAsyncEnumerable<StartRequest> requests, CancellationToken cancellationToken)
    {
        #region StartManyUntilEnded
        var options = new StartManyOptions
        {
            MaxInFlight = 500,
            Until = StartManyUntil.Ended,
            Progress = new Progress<StartProgress>(p => Console.WriteLine($"{p.Ended} of {p.Decided} have ended")),
            OnOutcome = outcome =>
            {
                if (!outcome.IsSuccess)
                {
                    Console.WriteLine($"{outcome.ExecutionName}: {outcome.Kind}, {outcome.Error?.Message}");
                }
            },
        };
        var result = await engine.StartManyAsync(requests, options, cancellationToken);
        Console.WriteLine($"{result.EndedByStatus.GetValueOrDefault(ExecutionStatus.Failed)} failed");
        #endregion
    }

    public static async Task StartInterruptedAsync(DurableEngine engine, IEnumerable<StartRequest> requests, CancellationToken cancellationToken)
    {
        #region StartManyCanceled
        try
        {
            await engine.StartManyAsync(requests, cancellationToken: cancellationToken);
        }
        catch (StartManyCanceledException canceled)
        {
            Console.WriteLine($"the first {canceled.Result.Decided} requests are decided; run it again for the others");
        }
        #endregion
    }

    public static async Task StartFourWaysAsync(DurableEngine engine, Order[] orders)
    {
        #region StartOneByOne
        foreach (var order in orders)
        {
            await engine.StartAsync("ship", $"order-{order.Id}", order);
        }
        #endregion

        #region StartAllAtOnce
        await Task.WhenAll(orders.Select(order => engine.StartAsync("ship", $"order-{order.Id}", order)));
        #endregion

        #region StartBlocking
        Parallel.For(0, orders.Length, i => engine.StartAsync("ship", $"order-{orders[i].Id}", orders[i]).GetAwaiter().GetResult());
        #endregion

        #region StartThrottled
        await Parallel.ForEachAsync(
            orders,
            new ParallelOptions { MaxDegreeOfParallelism = 200 },
            async (order, token) => await engine.StartAsync("ship", $"order-{order.Id}", order, token));
        #endregion
    }

    #region StartChunk
    public static async Task<int> ShipChunkAsync(DurableContext ctx, Order[] orders)
    {
        var shipped = await ctx.MapAsync("ship", orders, (branch, order, _) => branch.InvokeAsync<Order, string>("ship", "ship", order));
        return shipped.SuccessCount;
    }
    #endregion
}
