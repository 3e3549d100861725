using DurableParallel.Records;

namespace DurableParallel.Contract.Hosts;

/// <summary>A checkpoint that became durable. The invocation counts from 1.</summary>
internal sealed record ContractUpdate(string Hex, OperationType Type, OperationAction Action, string? Payload, int Invocation, DateTimeOffset Timestamp);
