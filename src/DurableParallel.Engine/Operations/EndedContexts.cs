using DurableParallel.Records;

namespace DurableParallel.Engine.Operations;

/// <summary>The contexts of one execution in memory that have ended while something was open below some context. Guarded by the execution.</summary>
internal struct EndedContexts
{
    private HashSet<OperationId>? _ids;

    public void Add(OperationId context) => (_ids ??= []).Add(context);

    /// <summary>Whether a context above the operation has ended.</summary>
    public readonly bool IsAbove(OperationId operation)
    {
        for (var above = operation.Outer; above is not null && _ids is not null; above = above.Outer)
        {
            if (_ids.Contains(above))
            {
                return true;
            }
        }

        return false;
    }

    public void Clear() => _ids = null;
}
