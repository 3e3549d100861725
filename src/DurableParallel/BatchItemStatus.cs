namespace DurableParallel;

/// <summary>How one item of a batch ended.</summary>
public enum BatchItemStatus
{
    /// <summary>Ended with its value.</summary>
    Succeeded,

    /// <summary>Ended with an error.</summary>
    Failed,

    /// <summary>Never started, because the scope was decided before.</summary>
    Skipped,

    /// <summary>Started, and released because the scope was decided before it ended.</summary>
    Canceled,
}
