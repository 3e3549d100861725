namespace DurableParallel.Engine;

/// <summary>Which callbacks are meant: those that fit everything that is set. Nothing set means all that can be completed.</summary>
public sealed record CallbackQuery
{
    /// <summary>Only callbacks of executions of this function.</summary>
    public string? FunctionName { get; init; }

    /// <summary>Only callbacks of the execution of exactly this name.</summary>
    public string? ExecutionName { get; init; }

    /// <summary>Only callbacks to which the code gave exactly this name, or to the wait for them; upper and lower case differ.</summary>
    public string? Name { get; init; }
}
