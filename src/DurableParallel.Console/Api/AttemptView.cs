namespace DurableParallel.Console.Api;

/// <summary>One attempt of a step.</summary>
internal sealed record AttemptView
{
    public required int Attempt { get; init; }

    public required DateTimeOffset Started { get; init; }

    public DateTimeOffset? Ended { get; init; }

    public ErrorView? Error { get; init; }

    public DateTimeOffset? NextAt { get; init; }
}
