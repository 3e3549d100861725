namespace DurableParallel.Benchmarks.Measuring;

/// <summary>What a figure is compared with.</summary>
internal readonly record struct Baseline(string Name, Range Value);
