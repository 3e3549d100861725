namespace DurableParallel.Engine;

/// <summary>The engine knows no function of that name, in any version. Nothing was started.</summary>
public sealed class FunctionNotRegisteredException : DurableException
{
    private const int ShownNames = 10;

    internal FunctionNotRegisteredException(string functionName, IReadOnlyCollection<string> registered)
        : base(
            EngineErrorCodes.FunctionNotRegistered,
            WithCode(
                EngineErrorCodes.FunctionNotRegistered,
                $"No function '{functionName}' is registered. Registered are: {Describe(registered)}. Register it before starting executions of it.")) =>
        FunctionName = functionName;

    /// <summary>The name that was asked for.</summary>
    public string FunctionName { get; }

    private static string Describe(IReadOnlyCollection<string> names)
    {
        var shown = string.Join(", ", names.Order(StringComparer.Ordinal).Take(ShownNames));
        return names.Count switch
        {
            0 => "none",
            > ShownNames => $"{shown} and {names.Count - ShownNames} more",
            _ => shown,
        };
    }
}
