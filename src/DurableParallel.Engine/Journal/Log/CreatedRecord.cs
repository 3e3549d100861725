namespace DurableParallel.Engine.Journal.Log;

/// <summary>A record of kind <see cref="RecordKind.Created"/>: always an execution's first.</summary>
/// <param name="At">Milliseconds since 1970.</param>
/// <param name="Name">The execution's name.</param>
/// <param name="FunctionName">The function's name.</param>
/// <param name="Version">The function's version.</param>
/// <param name="Input">The input as text; null is no payload.</param>
/// <param name="Terms">What else holds for it; null for nothing.</param>
internal readonly record struct CreatedRecord(long At, string Name, string FunctionName, int Version, string? Input, ExecutionTerms? Terms = null);
