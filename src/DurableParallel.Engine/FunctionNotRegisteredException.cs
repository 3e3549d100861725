using DurableParallel.Errors;

namespace DurableParallel.Engine;

/// <summary>The engine knows no function of that name, in any version. Nothing was started.</summary>
public sealed class FunctionNotRegisteredException : DurableException
{
    internal FunctionNotRegisteredException(string functionName, IReadOnlyCollection<string> registered)
        : base(
            EngineErrorCodes.FunctionNotRegistered,
            $"No function '{functionName}' is registered. Registered are: {ShownList.Of(registered.Order(StringComparer.Ordinal), registered.Count)}. Register it before starting executions of it.") =>
        FunctionName = functionName;

    /// <summary>The name that was asked for.</summary>
    public string FunctionName { get; }
}
