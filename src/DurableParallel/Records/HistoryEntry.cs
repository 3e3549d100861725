
namespace DurableParallel.Records;

/// <summary>An operation on record.</summary>
/// <param name="Id">Its place.</param>
/// <param name="ParentId">The nearest recorded context above; null at the root.</param>
/// <param name="Record">Its state.</param>
internal readonly record struct HistoryEntry(OperationId Id, OperationId? ParentId, OperationRecord Record);
