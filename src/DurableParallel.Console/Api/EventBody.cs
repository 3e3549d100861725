namespace DurableParallel.Console.Api;

/// <summary>An event that is raised.</summary>
internal sealed record EventBody
{
    public string? Payload { get; init; }

    public string? EventId { get; init; }
}
