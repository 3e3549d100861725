namespace DurableParallel.Wire;

/// <summary>The operations recorded below one context, flat ones in between included.</summary>
internal sealed class RecordedChildren
{
    public List<RecordedPlace> Places { get; } = [];

    /// <summary>How many of them have a position that is not found yet.</summary>
    public int Unplaced { get; set; }
}
