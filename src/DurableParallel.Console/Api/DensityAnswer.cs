namespace DurableParallel.Console.Api;

/// <summary>The operations below one, folded.</summary>
internal sealed record DensityAnswer
{
    public required int Total { get; init; }

    public required IReadOnlyList<DensityBucket> Buckets { get; init; }
}
