namespace DurableParallel.Engine;

/// <summary>The journal has no such execution: there never was one of that name, or it had ended and was purged.</summary>
public sealed class ExecutionNotFoundException : DurableException
{
    private ExecutionNotFoundException(string executionName, string message)
        : base(EngineErrorCodes.ExecutionNotFound, message) =>
        ExecutionName = executionName;

    /// <summary>The name that was asked for, or that the execution had.</summary>
    public string ExecutionName { get; }

    internal static ExecutionNotFoundException Purged(string executionName) => new(
        executionName,
        $"The execution '{executionName}' was purged, and its result and history are gone. Keep what you need for longer elsewhere, or keep executions for longer.");

    internal static ExecutionNotFoundException NoRun(string executionName, int run, int latest) => new(
        executionName,
        $"The execution '{executionName}' has no run {run}, or its history is gone: {latest} is the latest, and of those before it the first and the last ones are kept. Ask for one of these.");

    internal static ExecutionNotFoundException NoneOf(string executionName, string journal) => new(
        executionName,
        $"There is no execution '{executionName}' in the journal '{journal}'. Check the name and the journal; an execution that has ended may have been purged.");
}
