namespace DurableParallel.Lambda.Runtime;

/// <summary>The Runtime API is in a state after which it wants the process to end.</summary>
internal sealed class ContainerFaultException(string message) : Exception(message);
