using DurableParallel.Records;

namespace DurableParallel.Testing.InMemory;

/// <summary>An update that became durable: by which invocation, from 1, and when.</summary>
internal readonly record struct DurableUpdate(int Invocation, DateTimeOffset Timestamp, OperationUpdate Update);
