using DurableParallel.Examples;
using DurableParallel.Ports.Saga;

// Samples of other products, written for this one. Each has its own folder, which says where it comes from.
return await ExampleEngine.RunAsync(args, async engine =>
{
    engine.Register<Transfer, string>("transfer", MoneyTransfer.RunAsync);
    var execution = await engine.StartAsync("transfer", "transfer-1", new Transfer(100, "85-150", "43-812", "1324"));
    Console.WriteLine($"saga: {await execution.GetResultAsync<string>()}");
});
