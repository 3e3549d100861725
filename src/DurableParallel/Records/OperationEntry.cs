namespace DurableParallel.Records;

/// <summary>One operation of an <see cref="OperationBook"/>. Its record is replaced as a whole.</summary>
/// <param name="id">Its position.</param>
/// <param name="parent">The nearest recorded context above, as its first update named it; null at the root.</param>
/// <param name="record">Its first record.</param>
internal sealed class OperationEntry(OperationId id, OperationEntry? parent, OperationRecord record)
{
    public OperationId Id => id;

    /// <summary>The nearest recorded context above; null at the root.</summary>
    public OperationEntry? Parent => parent;

    /// <summary>What is on record now. Only the book replaces it.</summary>
    public OperationRecord Record { get; set; } = record;

    /// <summary>Whether its time, an event from outside or another execution may still change it: it can, and no context above has ended.</summary>
    public bool IsPending => OperationRules.IsPending(Record) && NearestEnded(parent) is null;

    /// <summary>The nearest context that has ended, from this one upwards; null when there is none.</summary>
    public static OperationEntry? NearestEnded(OperationEntry? context)
    {
        while (context is { Record.IsEnded: false })
        {
            context = context.Parent;
        }

        return context;
    }

    public override string ToString() => $"{Record.SubType ?? Record.Type.ToString()} '{Record.Name}' ({Id}) {Record.Status}";
}
