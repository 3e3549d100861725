using DurableParallel.Engine;
using DurableParallel.Examples;

// Two ways to take the first: a recorded race, whose losers go on, and a scope, which releases them.
return await ExampleEngine.RunAsync(args, async engine =>
{
    engine.Register<string, string>("deadline", Races.DeadlineAsync);
    engine.Register<string, string>("packing", Races.PackingAsync);
    engine.Register<string, string>("quickest", Races.QuickestAsync);
    foreach (var function in new[] { "deadline", "packing", "quickest" })
    {
        var execution = await engine.StartAsync(function, $"{function}-of-order-7", "order 7");
        Console.WriteLine($"{function}: {await execution.GetResultAsync<string>()}");

        // The waits that lost began, and neither elapsed nor kept the execution.
        var history = await execution.GetHistoryAsync();
        var begun = history.Count(e => e.EventType == HistoryEventType.WaitStarted);
        var elapsed = history.Count(e => e.EventType == HistoryEventType.WaitSucceeded);
        Console.WriteLine($"  {execution.Status}: waits that began {begun}, that elapsed {elapsed}");
    }
});
