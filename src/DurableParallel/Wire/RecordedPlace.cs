using DurableParallel.Records;

namespace DurableParallel.Wire;

/// <summary>An operation on record, and its position once somebody has found it. Guarded by its history's lock.</summary>
internal sealed class RecordedPlace(WireOperation operation)
{
    private OperationRecord? _record;

    public WireOperation Operation { get; private set; } = operation;

    /// <summary>Null until the position is found, of which the wire has only a hash.</summary>
    public OperationId? Id { get; set; }

    public OperationRecord Record => _record ??= WireMapping.ToRecord(Operation);

    public void Refresh(WireOperation changed)
    {
        Operation = changed;
        _record = null;
    }
}
