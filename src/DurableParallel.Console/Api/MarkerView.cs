namespace DurableParallel.Console.Api;

/// <summary>A moment on a bar.</summary>
internal sealed record MarkerView
{
    public required string Kind { get; init; }

    public required DateTimeOffset At { get; init; }

    public string? Text { get; init; }
}
