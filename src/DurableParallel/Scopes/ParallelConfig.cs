namespace DurableParallel;

/// <summary>The rules of a parallel scope, or of a map that needs none of its own. Immutable.</summary>
public sealed record ParallelConfig : ScopeConfig
{
    /// <summary>Begins a configuration.</summary>
    /// <returns>A builder of the default rules.</returns>
    public static ParallelConfigBuilder Builder() => new();
}
