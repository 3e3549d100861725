using System.Runtime.InteropServices;
using DurableParallel.Records;

namespace DurableParallel.Engine.History;

/// <summary>
/// Which operation an event is of. The text of its id is a hash, and is made when it is asked for: a history may have very many
/// events, of which few are shown. Two are the same when their texts are.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct EventOperation : IEquatable<EventOperation>
{
    // A text, or the position that it is made of.
    private readonly object? _id;

    public EventOperation(string? id) => _id = id;

    public EventOperation(OperationId id, string? wireId, int ordinal)
    {
        _id = wireId ?? (object)id;
        Ordinal = ordinal;
    }

    public string? Id => _id as string ?? (_id as OperationId)?.Hex;

    /// <summary>Its number among the places that the records mention, from 1; 0 where the event was not made of records.</summary>
    public int Ordinal { get; }

    public bool Equals(EventOperation other) => ReferenceEquals(_id, other._id) || string.Equals(Id, other.Id, StringComparison.Ordinal);

    public override bool Equals(object? obj) => obj is EventOperation other && Equals(other);

    public override int GetHashCode() => Id is { } id ? StringComparer.Ordinal.GetHashCode(id) : 0;
}
