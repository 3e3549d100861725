namespace DurableParallel.Testing.InMemory;

/// <summary>How an invoked execution ended, as its invoker records it.</summary>
internal sealed record InvokedEnd(OperationStatus Status, string? Payload, DurableError? Error);
