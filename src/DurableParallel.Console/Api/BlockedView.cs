namespace DurableParallel.Console.Api;

/// <summary>An execution that is blocked, and the ways on.</summary>
internal sealed record BlockedView
{
    public required string Name { get; init; }

    public required string Function { get; init; }

    public required int Version { get; init; }

    public required string Reason { get; init; }

    public required string Message { get; init; }

    public DateTimeOffset? Since { get; init; }

    public OperationSide? Stored { get; init; }

    public OperationSide? Asked { get; init; }

    public required string Cause { get; init; }

    public required IReadOnlyList<WayOn> Ways { get; init; }
}
