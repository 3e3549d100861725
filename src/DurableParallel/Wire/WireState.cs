namespace DurableParallel.Wire;

/// <summary>A page of operations: of an invocation's input, of a state, or the delta of a checkpoint.</summary>
internal sealed record WireState
{
    /// <summary>In the order of their starts.</summary>
    public IReadOnlyList<WireOperation>? Operations
    {
        get;
        init => field = WireList.Checked(value);
    }

    /// <summary>Where the next page begins; null and empty are none.</summary>
    public string? NextMarker { get; init; }
}
