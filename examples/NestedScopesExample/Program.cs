using DurableParallel.Engine;
using DurableParallel.Examples;

// Scopes in the branches of scopes, and what of an error is left at the top.
return await ExampleEngine.RunAsync(args, async engine =>
{
    engine.Register<string, string>("nested", Weather.NestedAsync);
    engine.Register<string, string>("caught", Weather.CaughtAsync);
    engine.Register<string, string>("uncaught", Weather.UncaughtAsync);
    engine.Register<string, int>("by-nested-branches", Weather.ByNestedBranchesAsync);
    engine.Register<string, int>("by-flat-branches", Weather.ByFlatBranchesAsync);

    foreach (var function in new[] { "nested", "caught", "uncaught" })
    {
        var execution = await engine.StartAsync(function, $"{function}-of-today", "today");
        try
        {
            Console.WriteLine($"{function}: {await execution.GetResultAsync<string>()}");
        }
        catch (ExecutionFailedException failed)
        {
            Console.WriteLine($"{function}: {failed.Status} with {failed.Error.ErrorType}: {failed.Error.ErrorMessage}");
        }
    }

    foreach (var function in new[] { "by-nested-branches", "by-flat-branches" })
    {
        var execution = await engine.StartAsync(function, $"{function}-of-today", "today");
        var sum = await execution.GetResultAsync<int>();
        Console.WriteLine($"{function}: sum {sum}, {(await execution.GetHistoryAsync()).Count} events in the history");
    }
});
