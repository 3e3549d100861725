namespace DurableParallel.Console.Api;

/// <summary>One operation as a row of the timeline.</summary>
internal sealed record RowView : OperationFacts;
