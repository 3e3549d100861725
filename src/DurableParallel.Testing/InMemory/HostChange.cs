using DurableParallel.Records;

namespace DurableParallel.Testing.InMemory;

/// <summary>News for an invocation: how an operation was when the host had changed it.</summary>
internal sealed class HostChange(OperationEntry entry, OperationRecord record)
{
    public OperationEntry Entry { get; } = entry;

    public OperationRecord Record { get; } = record;

    /// <summary>Whether the invocation was told once, and did not wait for it then.</summary>
    public bool WasOffered { get; set; }

    /// <summary>Whether it was told in the history of an invocation already, and is to be told once more.</summary>
    public bool IsDuplicate { get; set; }
}
