namespace DurableParallel.Wire;

/// <summary>The body of a checkpoint. Without updates it only asks for news.</summary>
internal sealed record WireCheckpointRequest
{
    public required string CheckpointToken { get; init; }

    public IReadOnlyList<WireUpdate>? Updates
    {
        get;
        init => field = WireList.Checked(value);
    }

    /// <summary>Makes a repeated request one; null for none.</summary>
    public string? ClientToken { get; init; }
}
