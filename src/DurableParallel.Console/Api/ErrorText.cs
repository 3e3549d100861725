namespace DurableParallel.Console.Api;

/// <summary>An error that a person gives.</summary>
internal sealed record ErrorText
{
    public string? Type { get; init; }

    public string? Message { get; init; }
}
