using DurableParallel.Compensating;

namespace DurableParallel.Sagas;

/// <summary>One thing that a saga has done or has begun, and what undoes it.</summary>
/// <param name="Compensation">Undoes it.</param>
/// <param name="Operation">The operation that does it; null for what was done before the saga heard of it.</param>
/// <param name="EndAsync">Waits in the saga's own context until the operation has ended, however it does; null where there is none.</param>
internal sealed record SagaEntry(Compensation Compensation, Task? Operation, Func<Task>? EndAsync)
{
    /// <summary>Whether there is something to undo. Known once the operation has ended.</summary>
    public bool IsDone => Operation is null || Operation.IsCompletedSuccessfully;

    /// <summary>What the operation failed with; null where it did not.</summary>
    public Exception? Failure => Operation?.Exception?.InnerException;
}
