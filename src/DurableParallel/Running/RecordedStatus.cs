using DurableParallel.Records;

namespace DurableParallel.Running;

/// <summary>A status as a record keeps it.</summary>
/// <param name="Payload">What the function's serializer made of it; null for no payload.</param>
/// <param name="Marks">Of each context that has set one since the last record: how many calls it has made.</param>
internal sealed record RecordedStatus(string? Payload, IReadOnlyList<(OperationId? Context, int Calls)> Marks);
