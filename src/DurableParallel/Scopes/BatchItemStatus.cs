namespace DurableParallel;

/// <summary>How one item of a batch ended.</summary>
/// <remarks>
/// Other SDKs of the same service know one status, Started, for whatever had not ended when the batch was decided. Here it
/// is told apart: <see cref="Canceled"/> is an item that has a record, which stays STARTED on the wire;
/// <see cref="Skipped"/> is one that never began and has none.
/// </remarks>
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
