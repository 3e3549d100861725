namespace DurableParallel.Engine;

/// <summary>An execution to be started. Immutable; the input is read when its turn comes.</summary>
public abstract class StartRequest
{
    private protected StartRequest(string functionName, string executionName)
    {
        FunctionName = functionName;
        ExecutionName = executionName;
    }

    /// <summary>The function's name.</summary>
    public string FunctionName { get; }

    /// <summary>The execution's name.</summary>
    public string ExecutionName { get; }

    /// <summary>A request with an input, which the engine's serializer makes a payload of.</summary>
    /// <param name="functionName">The function's name.</param>
    /// <param name="executionName">The execution's name, 1 to 64 characters of A-Z, a-z, 0-9, - and _.</param>
    /// <param name="input">The input; not to be changed until the request is decided.</param>
    public static StartRequest For<TIn>(string functionName, string executionName, TIn input) =>
        new Typed<TIn>(functionName, executionName, input);

    /// <summary>A request with the input as it is to be recorded.</summary>
    /// <param name="functionName">The function's name.</param>
    /// <param name="executionName">The execution's name, 1 to 64 characters of A-Z, a-z, 0-9, - and _.</param>
    /// <param name="inputPayload">At most 6 MiB of UTF-8; null is no payload.</param>
    public static StartRequest WithPayload(string functionName, string executionName, string? inputPayload) =>
        new Raw(functionName, executionName, inputPayload);

    internal abstract string? GetPayload(IDurableSerializer serializer);

    private sealed class Typed<TIn>(string functionName, string executionName, TIn input) : StartRequest(functionName, executionName)
    {
        internal override string? GetPayload(IDurableSerializer serializer) => serializer.Serialize(input, new SerializationContext("", ""));
    }

    private sealed class Raw(string functionName, string executionName, string? inputPayload) : StartRequest(functionName, executionName)
    {
        internal override string? GetPayload(IDurableSerializer serializer) => inputPayload;
    }
}
