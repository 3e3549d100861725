namespace DurableParallel.Engine.Journal;

/// <summary>Whether an execution's row may be deleted.</summary>
internal enum PurgeVerdict
{
    /// <summary>With this commit.</summary>
    Now,

    /// <summary>Its records are in the log still, from where they would come back.</summary>
    NotYet,

    /// <summary>It has not ended, is gone already, or was invoked by one that has not ended.</summary>
    Never,
}
