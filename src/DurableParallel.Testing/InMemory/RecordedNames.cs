using DurableParallel.Records;

namespace DurableParallel.Testing.InMemory;

/// <summary>The names of an execution's operations as they are on record, for messages that say a path.</summary>
internal static class RecordedNames
{
    public static Func<OperationId, string?> Of(InMemoryExecution execution) =>
        id => execution.Operations.FirstOrDefault(entry => entry.Id.Equals(id))?.Record.Name;
}
