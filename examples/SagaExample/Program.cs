using DurableParallel.Examples;

// Three bookings belong together: when one fails, those that were made are undone, the last one first.
return await ExampleEngine.RunAsync(args, async engine =>
{
    engine.Register<string, string>("trip", Trip.BookAsync);
    foreach (var place in new[] { "rome", "atlantis" })
    {
        Console.WriteLine($"trip to {place}:");
        var execution = await engine.StartAsync("trip", $"trip-to-{place}", place);
        Console.WriteLine($"  booked in the end: {await execution.GetResultAsync<string>()}");
    }
});
