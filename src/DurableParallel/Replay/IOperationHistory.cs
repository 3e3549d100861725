using DurableParallel.Protocol;

namespace DurableParallel.Replay;

/// <summary>What a host has on record of one execution when an invocation begins. Read from any thread.</summary>
internal interface IOperationHistory
{
    /// <summary>The record of an operation, or null when it was never recorded.</summary>
    OperationRecord? Find(OperationId id);

    /// <summary>How many operations are on record whose id is directly below this one, reserved ids aside; null is the root.</summary>
    int CountBelow(OperationId? id);

    /// <summary>Every operation on record, parents first. Slow; only for those who watch an invocation.</summary>
    IEnumerable<HistoryEntry> Entries { get; }
}
