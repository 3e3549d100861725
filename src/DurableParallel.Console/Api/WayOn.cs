namespace DurableParallel.Console.Api;

/// <summary>What can be done about an execution that is blocked.</summary>
internal sealed record WayOn
{
    public required string Kind { get; init; }

    public required string Text { get; init; }

    public string? At { get; init; }
}
