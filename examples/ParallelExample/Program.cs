using DurableParallel.Examples;

// What a scope can do: typed results, a quorum, tolerated failures, and what to do when it fails.
return await ExampleEngine.RunAsync(args, async engine =>
{
    engine.Register<string, string>("checks", 1, Scopes.TypedResultsAsync);
    engine.Register<string, string>("quorum", 1, Scopes.QuorumAsync);
    engine.Register<string, string>("tolerance", 1, Scopes.ToleranceAsync);
    engine.Register<string, string>("too-many-failures", 1, Scopes.TooManyFailuresAsync);
    engine.Register<string, string>("one-branch", 1, Scopes.OneBranchAsync);
    foreach (var function in new[] { "checks", "quorum", "tolerance", "too-many-failures", "one-branch" })
    {
        var execution = await engine.StartAsync(function, $"{function}-of-order-7", "order 7");
        Console.WriteLine($"{function}: {await execution.GetResultAsync<string>()}");
    }
});
