using DurableParallel.Records;

namespace DurableParallel.Engine.Journal.Log;

/// <summary>
/// A record of kind <see cref="RecordKind.Operation"/>. Operations are numbered per execution in the order of their first
/// mention; only that mention carries where the operation is and what it is called.
/// </summary>
internal readonly record struct OperationChange
{
    /// <summary>The operation's number in its execution, from 1.</summary>
    public required int Ordinal { get; init; }

    public required OperationAction Action { get; init; }

    /// <summary>Milliseconds since the execution was created.</summary>
    public required long At { get; init; }

    /// <summary>The START of the attempt that this record ends, in milliseconds since creation; null when it has a record of its own.</summary>
    public long? StartedAt { get; init; }

    /// <summary>The delay of a wait's START or of a step's RETRY; 0 elsewhere.</summary>
    public long DelayMilliseconds { get; init; }

    public bool ReplayChildren { get; init; }

    public string? Payload { get; init; }

    public DurableError? Error { get; init; }

    /// <summary>On the START of a type that has any; null elsewhere.</summary>
    public OperationOptions? Options { get; init; }

    /// <summary>Where the operation is and what it is called; null after the first mention.</summary>
    public OperationMention? Mention { get; init; }
}
