namespace DurableParallel.Engine.Turns;

/// <summary>A function as it is registered.</summary>
internal readonly record struct RegisteredFunction(DurableFunction Function, int Version);
