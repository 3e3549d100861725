namespace DurableParallel.Scopes;

/// <summary>A scope's payload that is not the library's to make.</summary>
internal interface IScopeResult
{
    /// <summary>What the result is read as.</summary>
    Type Type { get; }

    /// <summary>Makes the payload of an outcome. User code, which may throw.</summary>
    string? Write(ParallelResult outcome);

    /// <summary>Takes the result from a payload. User code, which may throw.</summary>
    void Read(string? payload);
}
