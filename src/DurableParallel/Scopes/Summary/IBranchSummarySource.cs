namespace DurableParallel.Scopes.Summary;

/// <summary>The registered branches of a scope and, when it is encoded, how they ended. Indexes are from 0.</summary>
internal interface IBranchSummarySource
{
    int Count { get; }

    string Name(int index);

    /// <summary>The kind of the branch: whether it has a result.</summary>
    bool HasResult(int index);

    BranchStatus Status(int index);

    /// <summary>The payload of a succeeded branch; null when there is none.</summary>
    string? Payload(int index);

    /// <summary>The error of a failed branch; null for every other.</summary>
    DurableError? Error(int index);

    /// <summary>When a branch ended, where code may have seen it before the scope has ended; else null.</summary>
    DateTimeOffset? EndTimestamp(int index) => null;
}
