namespace DurableParallel.Engine;

/// <summary>Why an execution is blocked.</summary>
public enum BlockedReason
{
    /// <summary>Its history and the registered code disagree, or the invocation ended in a fault of the host.</summary>
    Drift,

    /// <summary>Its function, or the version of it that it was started with, is not registered.</summary>
    MissingVersion,

    /// <summary>It was in flight when its process died, five times in a row.</summary>
    Poison,

    /// <summary>This build cannot read its input, or what is on record of it. It goes on when a build that reads it opens the journal.</summary>
    Unreadable,

    /// <summary>
    /// Its records do not fit into the memory of this process, or there was no memory for one more. All that were recorded are
    /// kept, and it goes on when a process where they fit opens the journal; in the second case also when it is unblocked.
    /// </summary>
    TooLarge,
}
