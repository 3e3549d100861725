namespace DurableParallel.Engine.Operations;

/// <summary>What is known of a place among an execution's operations without reading its records whole.</summary>
internal struct OperationPlace
{
    /// <summary>Below the parent; negative for reserved places.</summary>
    public int Number;

    /// <summary>The ordinal of the place above; 0 is the root.</summary>
    public int Parent;

    /// <summary>The ordinal of the nearest recorded context above; 0 is none.</summary>
    public int RecordedParent;

    /// <summary>Where its first record is among the bytes; below 0 for a flat context, which has none.</summary>
    public int FirstRecord;

    /// <summary>The last of its further records, as <see cref="OperationPlaces"/> numbers them; 0 for none.</summary>
    public int LastRecord;

    /// <summary>How many places directly below are on record, reserved ones aside.</summary>
    public int CountBelow;

    public bool IsEnded;

    public bool IsCounted;

    /// <summary>Whether nothing of it counts any more; another place may have its position.</summary>
    public bool IsForgotten;

    private byte _type;

    public OperationType Type
    {
        readonly get => (OperationType)_type;
        set => _type = checked((byte)value);
    }
}
