using DurableParallel.Engine;
using DurableParallel.Snippets.Shop;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DurableParallel.Snippets.Samples;

/// <summary>An engine in a host.</summary>
internal static class HostingSamples
{
    public static void Add(IServiceCollection services, string journal)
    {
        #region HostingAdd
        services.AddSingleton(TimeProvider.System);
        services.AddDurableEngine(engine =>
        {
            engine.JournalPath = journal;
            engine.Register<ShipOrder>("ship", version: 1);
            engine.Configure(options => options.Retention = TimeSpan.FromDays(30));
        });
        services.AddHealthChecks().AddDurableEngine();
        #endregion
    }

    public static void Bind(HostApplicationBuilder builder)
    {
        #region HostingBind
        builder.Services.Configure<DurableEngineOptions>(builder.Configuration.GetSection("DurableEngine"));
        builder.Services.AddDurableEngine(engine =>
        {
            engine.Register<ShipOrder>("ship");
            engine.Configure(options => options.Retention = TimeSpan.FromDays(30));
        });
        #endregion
    }

    public static void AddDelegate(IServiceCollection services, string journal)
    {
        #region HostingDelegate
        services.AddDurableEngine(engine =>
        {
            engine.JournalPath = journal;
            engine.Register<Order, int>("count", (services, ctx, order) =>
                ctx.StepAsync("stock", () => services.GetRequiredService<Stock>().CountAsync(order)));
        });
        #endregion
    }

    #region HostingUse
    internal sealed class Shipping(IDurableEngine engine)
    {
        public Task<ExecutionHandle> ShipAsync(Order order, CancellationToken cancellationToken) =>
            engine.StartAsync("ship", $"order-{order.Id}", order, cancellationToken);
    }
    #endregion

    #region HostingFake
    internal sealed class ShippedAlready : ExecutionHandle
    {
        public override ExecutionStatus Status => ExecutionStatus.Succeeded;

        public override Task<T> GetResultAsync<T>(CancellationToken cancellationToken = default) => Task.FromResult((T)(object)"label-1");
    }
    #endregion

    #region HostingStepServices
    /// <summary>Takes what it needs for a step out of a scope of that step's attempt.</summary>
    internal sealed class ReserveStock : IDurableFunction<Order, int>
    {
        public async Task<int> RunAsync(DurableContext context, Order input) =>
            await context.StepAsync("reserve", async step =>
            {
                var stock = step.Services.GetRequiredService<Stock>();              // registered with AddScoped
                return await stock.CountAsync(input);
            });
    }
    #endregion

    internal sealed class Stock
    {
        public Task<int> CountAsync(Order order) => Services.CountStockAsync(order);
    }
}
