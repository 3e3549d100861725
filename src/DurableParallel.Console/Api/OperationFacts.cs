namespace DurableParallel.Console.Api;

/// <summary>What a row of the timeline and the page of an operation have in common.</summary>
internal abstract record OperationFacts
{
    public required string Id { get; init; }

    public string? Name { get; init; }

    public required string Path { get; init; }

    public required string Type { get; init; }

    public string? SubType { get; init; }

    public required string Status { get; init; }

    public DateTimeOffset? Started { get; init; }

    public DateTimeOffset? Ended { get; init; }

    public DateTimeOffset? Due { get; init; }

    public required int Attempts { get; init; }

    public required int Children { get; init; }

    public required int FailedBelow { get; init; }

    public IReadOnlyList<SegmentView>? Segments { get; init; }

    public IReadOnlyList<MarkerView>? Markers { get; init; }

    public ErrorView? Error { get; init; }

    public bool? Left { get; init; }

    public ScopeRulesView? Scope { get; init; }
}
