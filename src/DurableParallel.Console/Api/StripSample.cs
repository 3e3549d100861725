namespace DurableParallel.Console.Api;

/// <summary>The branches of a scope from one moment on.</summary>
internal sealed record StripSample
{
    public required DateTimeOffset At { get; init; }

    public required int Running { get; init; }

    public required int Pending { get; init; }

    public required int Succeeded { get; init; }

    public required int Failed { get; init; }
}
