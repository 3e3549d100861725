namespace DurableParallel.Benchmarks;

/// <summary>One thing that is measured, beside its baseline.</summary>
internal interface IScenario
{
    string Name { get; }

    string Description { get; }

    /// <summary>The size that its goals are for.</summary>
    int StandardCount { get; }

    Task RunAsync(Arguments arguments, int count);
}
