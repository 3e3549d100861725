namespace DurableParallel.Console.Api;

/// <summary>Why an execution has not begun.</summary>
internal sealed record WaitingView
{
    public required string Reason { get; init; }

    public DateTimeOffset? Until { get; init; }

    public long? Ahead { get; init; }
}
