using DurableParallel.Engine;
using DurableParallel.Examples;

// A hundred invokes of another function, ten at a time. Each is an execution of its own.
return await ExampleEngine.RunAsync(args, async engine =>
{
    engine.Register<int, int>("price", Pricing.PriceAsync);
    engine.Register<int, string>("price-list", Pricing.PriceListAsync);
    var execution = await engine.StartAsync("price-list", "price-list-of-today", 100);
    Console.WriteLine($"price-list: {await execution.GetResultAsync<string>()}");

    var counts = await engine.CountByStatusAsync(new ExecutionQuery { FunctionName = "price" });
    Console.WriteLine($"executions of price: {counts[ExecutionStatus.Succeeded]} succeeded, {counts[ExecutionStatus.Failed]} failed");
});
