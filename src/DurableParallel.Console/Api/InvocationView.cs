namespace DurableParallel.Console.Api;

/// <summary>One run of the function in one process.</summary>
internal sealed record InvocationView
{
    public string? RequestId { get; init; }

    public required DateTimeOffset Started { get; init; }

    public DateTimeOffset? Ended { get; init; }

    public ErrorView? Error { get; init; }

    public required string Kind { get; init; }
}
