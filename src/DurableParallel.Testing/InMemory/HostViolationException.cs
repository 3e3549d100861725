namespace DurableParallel.Testing.InMemory;

/// <summary>The function's side broke a rule of the wire or of the port. A defect, never an outcome: the test must fail.</summary>
internal sealed class HostViolationException(string message) : Exception(message);
