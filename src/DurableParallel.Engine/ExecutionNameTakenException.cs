namespace DurableParallel.Engine;

/// <summary>
/// An execution of that name is in the journal already, and it is another one: it runs another function, has another
/// input, or was started with another idempotency key. Nothing was started or changed. With the same function and input, or
/// the same function and key, a start finds the execution that is there.
/// </summary>
public sealed class ExecutionNameTakenException : DurableException
{
    private ExecutionNameTakenException(string executionName, string message)
        : base(EngineErrorCodes.ExecutionNameTaken, message) =>
        ExecutionName = executionName;

    /// <summary>The name that is taken.</summary>
    public string ExecutionName { get; }

    internal static ExecutionNameTakenException ByFunction(string executionName, string found, string expected) =>
        new(executionName, $"The execution '{executionName}' runs the function '{found}', not '{expected}'. Choose another name for the execution.");

    internal static ExecutionNameTakenException ByFork(string executionName, string sourceName) =>
        new(executionName, $"There is an execution '{executionName}' already, so the fork of '{sourceName}' cannot have that name. Choose another name.");

    internal static ExecutionNameTakenException ByInput(string executionName, string functionName) => new(
        executionName,
        $"The execution '{executionName}' of the function '{functionName}' has another input. Choose another name for the execution, give the same input to get this one, or start with an idempotency key.");

    internal static ExecutionNameTakenException ByKey(string executionName, string functionName) => new(
        executionName,
        $"The execution '{executionName}' of the function '{functionName}' was started with another idempotency key. Choose another name for the execution, or give the same key to get this one.");
}
