namespace DurableParallel.Running;

/// <summary>An operation that is on record, and what the code asks for in its place. Immutable; to be shown side by side.</summary>
/// <param name="Id">The operation's id.</param>
/// <param name="Path">The operation's path, as it is on record.</param>
/// <param name="Stored">What is on record; null for a flat context, which has no record.</param>
/// <param name="Asked">What the code asks for.</param>
internal sealed record DriftDifference(string Id, string Path, DriftDifference.Side? Stored, DriftDifference.Side Asked)
{
    /// <param name="Type">The operation's type.</param>
    /// <param name="SubType">What tells operations of one type apart.</param>
    /// <param name="Name">Its name; null for none.</param>
    internal sealed record Side(OperationType Type, string? SubType, string? Name);
}
