using DurableParallel.Records;

namespace DurableParallel.Contract.Hosts;

/// <summary>An operation on record: its id, that of the recorded context above, and its state.</summary>
internal sealed record ContractOperation(string Hex, string? ParentHex, OperationRecord Record)
{
    public string? Name => Record.Name;
}
