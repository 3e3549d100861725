
namespace DurableParallel.Records;

/// <summary>What a host has on record of one execution when an invocation begins. Read from any thread.</summary>
internal interface IOperationHistory
{
    /// <summary>The record of an operation, or null when it was never recorded.</summary>
    OperationRecord? Find(OperationId id);

    /// <summary>
    /// How many places directly below this one are on record, reserved ones aside; null is the root. A flat context has no
    /// record, and its place counts as soon as something is on record below it.
    /// </summary>
    int CountBelow(OperationId? id);

    /// <summary>Every operation on record, parents first. Slow; only for those who watch an invocation.</summary>
    IEnumerable<HistoryEntry> Entries { get; }
}
