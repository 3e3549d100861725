namespace DurableParallel.Testing.InMemory;

/// <summary>What an invocation is aborted with when its process is said to have died.</summary>
internal sealed class SimulatedCrashException(string message) : Exception(message);
