namespace DurableParallel;

/// <summary>Where a branch or an item stands, and how a whole scope ended.</summary>
/// <remarks>
/// Other SDKs of the same service know one status, Started, for all that had not ended when the scope was decided. Here they
/// differ: <see cref="Canceled"/> is a branch that has a record, which stays STARTED on the wire; <see cref="Skipped"/> is
/// one that never began and has none. Of an ended scope branches are neither <see cref="Pending"/> nor
/// <see cref="Running"/>.
/// </remarks>
public enum BranchStatus
{
    /// <summary>Registered and not started.</summary>
    Pending,

    /// <summary>Started and not ended; it may be parked.</summary>
    Running,

    /// <summary>Ended with its value; of a scope: no branch failed.</summary>
    Succeeded,

    /// <summary>Ended with an error; of a scope: at least one branch failed, be it within the tolerance.</summary>
    Failed,

    /// <summary>Never started, because the scope was decided before.</summary>
    Skipped,

    /// <summary>Started, and released because the scope was decided before it ended.</summary>
    Canceled,
}
