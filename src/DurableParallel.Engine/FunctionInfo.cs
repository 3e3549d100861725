namespace DurableParallel.Engine;

/// <summary>A version of a function that an engine knows: it is registered, a process of its own serves it, or executions in the journal name it.</summary>
public sealed record FunctionInfo
{
    /// <summary>The function's name.</summary>
    public required string Name { get; init; }

    /// <summary>The version. 0 is also that of a served function that has none.</summary>
    public required int Version { get; init; }

    /// <summary>Whether it is registered in this process.</summary>
    public required bool IsRegistered { get; init; }

    /// <summary>Whether it runs in processes of its own: one of these is known, or executions in the journal say so.</summary>
    public required bool IsServed { get; init; }

    /// <summary>The type of its input; null when it has none, or that is not known here.</summary>
    public Type? InputType { get; init; }

    /// <summary>The type of its result; null when it has none, or that is not known here.</summary>
    public Type? ResultType { get; init; }

    /// <summary>How many of its executions may have begun and not ended; null for no limit, or where that is not known here.</summary>
    public int? MaxConcurrentExecutions { get; init; }

    /// <summary>How many of its executions may begin in a time; null for no limit, or where that is not known here.</summary>
    public RateLimit? RateLimit { get; init; }

    /// <summary>How many of its executions with one concurrency key may have begun and not ended; null for no such limit, or where that is not known here.</summary>
    public int? MaxConcurrentPerKey { get; init; }
}
