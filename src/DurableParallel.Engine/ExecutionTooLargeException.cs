using DurableParallel.Errors;

namespace DurableParallel.Engine;

/// <summary>
/// An execution failed because its records would have had more than <see cref="DurableLimits.EngineRecordedBytes"/>. It is
/// the error of that execution, on record, and no other execution notices.
/// </summary>
public sealed class ExecutionTooLargeException : DurableException
{
    internal ExecutionTooLargeException(string executionName, long recorded, long more, long limit)
        : base(
            EngineErrorCodes.ExecutionTooLarge,
            $"The records of the execution '{executionName}' have {Counted.Of(recorded, "byte")}, and {Counted.Of(more, "more was", "more were")} to be recorded; at most {Counted.Of(limit, "is", "are")} allowed. "
            + "Store large data elsewhere and pass references, or split the work into invoked executions.")
    {
    }
}
