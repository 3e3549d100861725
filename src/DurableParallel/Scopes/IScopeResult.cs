namespace DurableParallel.Scopes;

/// <summary>A scope's payload that is not the library's to make.</summary>
internal interface IScopeResult
{
    /// <summary>What the result is read as.</summary>
    Type Type { get; }

    /// <summary>Makes the payload of an outcome. User code, which may throw.</summary>
    string? Write(ParallelResult outcome);

    /// <summary>Takes the payload that is on record.</summary>
    void Take(string? payload);

    /// <summary>
    /// Reads the result from the payload that was written or taken. When that is not known, because it was too large to be
    /// kept, it is written once more, so that the same text is read, live and on replay. User code, which may throw.
    /// </summary>
    void Read(Func<ParallelResult> outcome);
}
