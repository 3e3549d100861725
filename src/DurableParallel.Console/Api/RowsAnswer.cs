namespace DurableParallel.Console.Api;

/// <summary>A range of the operations below one.</summary>
internal sealed record RowsAnswer
{
    public string? Parent { get; init; }

    public required int Total { get; init; }

    public required int Offset { get; init; }

    public required IReadOnlyList<RowView> Items { get; init; }

    public required long Version { get; init; }

    public required DateTimeOffset Start { get; init; }

    public required DateTimeOffset End { get; init; }

    public required bool Running { get; init; }
}
