using DurableParallel.Records;

namespace DurableParallel.Engine.Serving;

/// <summary>An operation of a served execution as it was at a moment.</summary>
/// <param name="Id">The id as the function process gave it.</param>
/// <param name="ParentId">The id of the context above; null at the root.</param>
/// <param name="Record">What was on record.</param>
/// <param name="CallbackId">Of a callback, the id under which it is completed; null elsewhere.</param>
internal readonly record struct OperationView(string Id, string? ParentId, OperationRecord Record, string? CallbackId);
