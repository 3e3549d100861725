namespace DurableParallel.Console.Api;

/// <summary>Neighbouring rows as one.</summary>
internal sealed record DensityBucket
{
    public required int Rows { get; init; }

    public required DateTimeOffset From { get; init; }

    public required DateTimeOffset To { get; init; }

    public required int Succeeded { get; init; }

    public required int Failed { get; init; }

    public required int Running { get; init; }

    public required int Other { get; init; }
}
