namespace DurableParallel.Records;

/// <summary>Whether the end of an operation, or the code of a context, goes beyond what an earlier invocation came to. Each value is more than the one before.</summary>
internal enum Novelty : byte
{
    /// <summary>An earlier invocation has come there.</summary>
    Known,

    /// <summary>It may have: something has ended, and it does not show whether the code has seen that yet.</summary>
    Unsure,

    /// <summary>None has.</summary>
    New,
}
