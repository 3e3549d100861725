namespace DurableParallel.Records;

/// <summary>One operation of an <see cref="OperationBook"/>.</summary>
internal sealed class OperationEntry(OperationId id, int ordinal, OperationEntry? parent, OperationRecord record)
    : OperationEntry<OperationEntry>(id, ordinal, parent, record);
