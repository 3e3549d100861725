namespace DurableParallel.Running.Operations;

/// <summary>The result of what has none, so that operations with and without a result are one class.</summary>
internal readonly record struct Nothing;
