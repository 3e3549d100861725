namespace DurableParallel.Engine.Journal.Log;

/// <summary>A record of kind <see cref="RecordKind.Ended"/>.</summary>
/// <param name="At">Milliseconds since the execution was created.</param>
/// <param name="Status">How it ended.</param>
/// <param name="Payload">The result; null is none.</param>
/// <param name="Error">The error; null is none.</param>
internal sealed record EndedRecord(long At, ExecutionStatus Status, string? Payload, DurableError? Error);
