namespace DurableParallel.Engine.Executions;

/// <summary>A function as it is registered.</summary>
internal readonly record struct RegisteredFunction(DurableFunction Function, int Version);
