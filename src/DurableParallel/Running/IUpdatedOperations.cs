using DurableParallel.Records;

namespace DurableParallel.Running;

/// <summary>Updated operations that can be asked for one at little cost.</summary>
internal interface IUpdatedOperations : IReadOnlyCollection<OperationId>
{
    bool Contains(OperationId id);
}
