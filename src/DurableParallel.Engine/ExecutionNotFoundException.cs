namespace DurableParallel.Engine;

/// <summary>The execution is no longer in the journal: it had ended and was purged.</summary>
public sealed class ExecutionNotFoundException : DurableException
{
    internal ExecutionNotFoundException(string executionName)
        : base(
            EngineErrorCodes.ExecutionNotFound,
            $"The execution '{executionName}' was purged, and its result and history are gone. Keep what you need for longer elsewhere, or keep executions for longer.") =>
        ExecutionName = executionName;

    /// <summary>The name that the execution had.</summary>
    public string ExecutionName { get; }
}
