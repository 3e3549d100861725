using DurableParallel.Examples;

// One body for every row of a file. Some rows are bad: the report says which, and how many of them are too many.
return await ExampleEngine.RunAsync(args, async engine =>
{
    engine.Register<double, List<string>>("report", Report.MakeAsync);
    foreach (var tolerated in new[] { 20, 10 })
    {
        var execution = await engine.StartAsync("report", $"report-tolerating-{tolerated}-percent", tolerated / 100.0);
        Console.WriteLine($"up to {tolerated} % bad rows:");
        foreach (var line in await execution.GetResultAsync<List<string>>())
        {
            Console.WriteLine($"  {line}");
        }
    }
});
