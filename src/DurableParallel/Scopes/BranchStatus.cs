namespace DurableParallel;

/// <summary>Where a branch stands.</summary>
public enum BranchStatus
{
    /// <summary>Registered and not started.</summary>
    Pending,

    /// <summary>Started and not ended; it may be parked.</summary>
    Running,

    /// <summary>Ended with its value.</summary>
    Succeeded,

    /// <summary>Ended with an error.</summary>
    Failed,

    /// <summary>Never started, because the scope was decided before.</summary>
    Skipped,

    /// <summary>Started, and released because the scope was decided before it ended.</summary>
    Canceled,
}
