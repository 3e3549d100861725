using DurableParallel.Benchmarks.Measuring;

namespace DurableParallel.Benchmarks.Sequences;

/// <summary>What one fan-out took, and how many commits it made of how many records.</summary>
internal readonly record struct FanOutRun(int Branches, Sample Sample, long Commits = 0, long Records = 0);
