namespace DurableParallel;

/// <summary>Whether a context has a record of its own.</summary>
public enum NestingType
{
    /// <summary>It has one, with its outcome. Once that is on record, its body runs no more and its operations are not needed.</summary>
    Nested,

    /// <summary>
    /// It has none, which saves two records. Its operations are recorded directly below the nearest context that has one,
    /// and its body runs again on every replay until that one has ended.
    /// </summary>
    Flat,
}
