namespace DurableParallel.Benchmarks;

/// <summary>One thing that is measured, beside its baseline.</summary>
internal interface IScenario
{
    string Name { get; }

    string Description { get; }

    Task RunAsync(Arguments arguments);
}
