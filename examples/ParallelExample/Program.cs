using DurableParallel.Examples;

// What a scope can do: typed results, a quorum, tolerated failures, and what to do when it fails.
return await ExampleEngine.RunAsync(args, async engine =>
{
    engine.Register<string, string>("checks", Scopes.TypedResultsAsync);
    engine.Register<string, string>("quorum", Scopes.QuorumAsync);
    engine.Register<string, string>("tolerance", Scopes.ToleranceAsync);
    engine.Register<string, string>("too-many-failures", Scopes.TooManyFailuresAsync);
    engine.Register<string, string>("one-branch", Scopes.OneBranchAsync);
    foreach (var function in new[] { "checks", "quorum", "tolerance", "too-many-failures", "one-branch" })
    {
        var execution = await engine.StartAsync(function, $"{function}-of-order-7", "order 7");
        Console.WriteLine($"{function}: {await execution.GetResultAsync<string>()}");
    }
});
