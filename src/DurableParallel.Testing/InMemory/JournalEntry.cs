using DurableParallel.Records;

namespace DurableParallel.Testing.InMemory;

/// <summary>One operation on record. Its record is replaced as a whole.</summary>
internal sealed class JournalEntry(OperationId id, string? parentHex, OperationRecord record)
{
    public OperationId Id { get; } = id;

    public string Hex { get; } = id.Hex;

    /// <summary>The nearest recorded context above, as the update named it; null at the root.</summary>
    public string? ParentHex { get; } = parentHex;

    public OperationRecord Record { get; set; } = record;

    public override string ToString() => $"{Record.SubType ?? Record.Type.ToString()} '{Record.Name}' ({Id}) {Record.Status}";
}
