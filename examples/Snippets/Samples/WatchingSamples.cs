using System.Diagnostics;
using System.Diagnostics.Metrics;
using DurableParallel.Engine;
using DurableParallel.Snippets.Shop;

namespace DurableParallel.Snippets.Samples;

/// <summary>Plugins, telemetry, services and versions.</summary>
internal static class WatchingSamples
{
    public static void Register(DurableEngine engine)
    {
        #region PluginRegister
        var slow = new SlowSteps(limit: TimeSpan.FromSeconds(10));
        engine.Register("ship", DurableFunction.Create<Order, string>(
            OperationSamples.ShipAsync,
            new DurableFunctionOptions { Version = 2, Plugins = [slow] }));
        #endregion
    }

    public static void Listen()
    {
        #region TelemetrySample
        ActivitySource.AddActivityListener(new ActivityListener
        {
            ShouldListenTo = source => source.Name == "DurableParallel",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => Console.WriteLine($"{span.TraceId} {span.OperationName} {span.Duration}"),
        });

        var meter = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "DurableParallel")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        meter.SetMeasurementEventCallback<double>((instrument, value, _, _) => Console.WriteLine($"{instrument.Name} {value} {instrument.Unit}"));
        meter.Start();
        #endregion
    }

    #region StepServices
    public static async Task<string> ChargeAsync(DurableContext ctx, Order order) =>
        await ctx.StepAsync("charge", async step =>
        {
            var http = (HttpClient)step.Services.GetService(typeof(HttpClient))!;      // out of a scope of this attempt
            return await http.GetStringAsync(new Uri($"https://bank.example/charge/{order.Id}"), step.CancellationToken);
        });
    #endregion
}
