namespace DurableParallel.Engine.Listing;

/// <summary>What is common to the executions of a chunk, all of which have ended: nothing of it changes any more.</summary>
internal sealed class ChunkSummary
{
    public required string FirstName { get; init; }

    public required string LastName { get; init; }

    /// <summary>The function that all of them run; null when they differ.</summary>
    public required string? FunctionName { get; init; }

    public required long FirstStart { get; init; }

    public required long LastStart { get; init; }

    public required long FirstEnd { get; init; }

    public required long LastEnd { get; init; }

    /// <summary>How many stand where, by the number of the status.</summary>
    public required long[] Counts { get; init; }
}
