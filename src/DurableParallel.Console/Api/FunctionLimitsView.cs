namespace DurableParallel.Console.Api;

/// <summary>The limits of a function.</summary>
internal sealed record FunctionLimitsView
{
    public int? MaxConcurrentExecutions { get; init; }

    public string? Rate { get; init; }

    public bool? HasKeys { get; init; }
}
