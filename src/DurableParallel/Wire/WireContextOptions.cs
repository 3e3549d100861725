namespace DurableParallel.Wire;

/// <summary>What a context's SUCCEED says besides.</summary>
internal sealed record WireContextOptions
{
    public bool? ReplayChildren { get; init; }
}
