namespace DurableParallel.Engine;

/// <summary>
/// An execution of that name is in the journal already, and it is another one: it runs another function, or has another
/// input. Nothing was started or changed. With the same function and input, a start finds the execution that is there.
/// </summary>
public sealed class ExecutionNameTakenException : DurableException
{
    private ExecutionNameTakenException(string executionName, string message)
        : base(EngineErrorCodes.ExecutionNameTaken, WithCode(EngineErrorCodes.ExecutionNameTaken, message)) =>
        ExecutionName = executionName;

    /// <summary>The name that is taken.</summary>
    public string ExecutionName { get; }

    internal static ExecutionNameTakenException ByFunction(string executionName, string found, string expected) =>
        new(executionName, $"The execution '{executionName}' runs the function '{found}', not '{expected}'. Choose another name for the execution.");

    internal static ExecutionNameTakenException ByInput(string executionName, string functionName) => new(
        executionName,
        $"The execution '{executionName}' of the function '{functionName}' has another input. Choose another name for the execution, or give the same input to get this one.");
}
