namespace DurableParallel.Benchmarks.Layouts;

/// <summary>Whose record it is, and which one of its records.</summary>
internal readonly record struct RecordKey(long Execution, int Operation);
