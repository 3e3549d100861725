namespace DurableParallel.Console.Api;

/// <summary>An execution that was started.</summary>
internal sealed record StartedAnswer
{
    public required string Name { get; init; }

    public string? Arn { get; init; }
}
