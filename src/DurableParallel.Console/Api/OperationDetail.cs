namespace DurableParallel.Console.Api;

/// <summary>One operation.</summary>
internal sealed record OperationDetail
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

    public ShownPayload? Payload { get; init; }

    public ShownPayload? Input { get; init; }

    public ErrorView? ErrorFull { get; init; }

    public required IReadOnlyList<AttemptView> AttemptList { get; init; }

    public string? CallbackId { get; init; }

    public string? Invoked { get; init; }

    public string? Why { get; init; }

    public required IReadOnlyList<AncestorView> Ancestors { get; init; }

    public required int Index { get; init; }
}
