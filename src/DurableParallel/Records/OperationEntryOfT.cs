namespace DurableParallel.Records;

/// <summary>One operation of an <see cref="OperationBook{TEntry}"/>: where it is, and what is on record of it, which is replaced as a whole.</summary>
/// <typeparam name="TSelf">The class itself, which adds what its host needs to know of an operation.</typeparam>
/// <param name="id">Its position.</param>
/// <param name="ordinal">Its number in the book, from 1.</param>
/// <param name="parent">The nearest recorded context above, as its first update named it; null at the root.</param>
/// <param name="record">Its first record.</param>
internal abstract class OperationEntry<TSelf>(OperationId id, int ordinal, TSelf? parent, OperationRecord record)
    where TSelf : OperationEntry<TSelf>
{
    public OperationId Id => id;

    /// <summary>Its number in the order of first records, from 1.</summary>
    public int Ordinal => ordinal;

    /// <summary>The nearest recorded context above; null at the root.</summary>
    public TSelf? Parent => parent;

    /// <summary>What is on record now. Only the book replaces it.</summary>
    public OperationRecord Record { get; set; } = record;

    /// <summary>Whether its time, an event from outside or another execution may still change it: it can, and no context above has ended.</summary>
    public bool IsPending => OperationRules.IsPending(Record) && !IsBelowEnded;

    /// <summary>Whether a context above it has ended: then it is waited for no more.</summary>
    public bool IsBelowEnded => NearestEnded(parent) is not null;

    /// <summary>The nearest context that has ended, from this one upwards; null when there is none.</summary>
    public static TSelf? NearestEnded(TSelf? context)
    {
        while (context is { Record.IsEnded: false })
        {
            context = context.Parent;
        }

        return context;
    }

    public override string ToString() => $"{Record.SubType ?? Record.Type.ToString()} '{Record.Name}' ({Id}) {Record.Status}";
}
