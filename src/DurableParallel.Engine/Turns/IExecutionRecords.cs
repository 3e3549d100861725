using DurableParallel.Running;

namespace DurableParallel.Engine.Turns;

/// <summary>The records of an execution, as its turn reads and writes them.</summary>
internal interface IExecutionRecords
{
    /// <summary>The lock of the execution, and of its turn.</summary>
    object Gate { get; }

    /// <summary>When it was created, in milliseconds since 1970.</summary>
    long CreatedAt { get; }

    /// <summary>The input, if nothing but the creation is on record.</summary>
    bool TryReadFreshInput(out string? input);

    /// <summary>All durable records, which stay in memory from now on.</summary>
    ReadOnlyMemory<byte> LoadRecords();

    /// <summary>All durable records, one after the other.</summary>
    byte[] ReadRecords();

    /// <summary>
    /// Hands over a record; false when the journal takes none any more, or there is no memory for it: then the execution is
    /// about to be blocked. The caller holds the gate.
    /// </summary>
    bool Append(ReadOnlySpan<byte> record, ICheckpointWaiter? waiter, long timestamp, int tag);

    /// <summary>As <see cref="Append"/>, for a caller that sees to what follows when there is no memory.</summary>
    /// <exception cref="OutOfMemoryException">There is no memory for it, and nothing of it was taken.</exception>
    bool AppendOrThrow(ReadOnlySpan<byte> record, ICheckpointWaiter? waiter, long timestamp, int tag);

    /// <summary>A record of it could not be made or handed over, and no later one may follow. Safe under the gate and the lock of its invocation.</summary>
    void OnNotRecorded(Exception fault);

    /// <summary>
    /// Fails the execution if its records would have more bytes than one may have. Returns whether it has done so; then
    /// nothing more is recorded of it. The caller holds the gate, and asks for all but the end and what the engine notes itself.
    /// </summary>
    bool FailIfTooLarge(long moreBytes);
}
