using DurableParallel.Engine.Journal.Log;

namespace DurableParallel.Engine.Journal.Rows;

/// <summary>An execution as its row in the journal has it, with all records of it up to a row of the log.</summary>
internal readonly record struct ExecutionRow
{
    public required long Number { get; init; }

    public required string Name { get; init; }

    public required string FunctionName { get; init; }

    public required int Version { get; init; }

    public required ExecutionStatus Status { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    public required long StartedAt { get; init; }

    /// <summary>Milliseconds since 1970; null while it has not ended.</summary>
    public long? EndedAt { get; init; }

    /// <summary>When a parked execution has something to do, in milliseconds since 1970; null for one that goes on at once.</summary>
    public long? DueAt { get; init; }

    /// <summary>What else holds for it; null for nothing.</summary>
    public ExecutionTerms? Terms { get; init; }

    /// <summary>How often in a row it began after its process had died.</summary>
    public int Begun { get; init; }

    /// <summary>The last row of the log of which this row holds the records.</summary>
    public required long Through { get; init; }

    /// <summary>How many bytes the row already holds in front of <see cref="Records"/>; the writer keeps them.</summary>
    public int KeptLength { get; init; }

    public ReadOnlyMemory<byte> Records { get; init; }
}
