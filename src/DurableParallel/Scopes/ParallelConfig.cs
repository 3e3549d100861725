using DurableParallel.Scopes.Rules;

namespace DurableParallel;

/// <summary>The rules of a parallel scope, or of a map that needs none of its own. Immutable.</summary>
public sealed record ParallelConfig : ScopeConfig
{
    /// <summary>
    /// When branches start. <see cref="BranchStart.AtRegistration"/> is for scopes that are opened by
    /// <see cref="DurableContext.Parallel(string?, ParallelConfig)"/>, and not together with <see cref="NestingType.Flat"/>.
    /// The rules that need to know all branches are then judged from the join on: the percentage, a minimum of all, and
    /// <see cref="ScopeConfig.ShouldComplete"/>. A minimum beyond the branches is a missed minimum.
    /// </summary>
    /// <value>Default: <see cref="BranchStart.AtJoin"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is no member of the enum.</exception>
    public BranchStart Start
    {
        get;
        init => field = CompletionRules.CheckStart(value);
    }

    /// <summary>Begins a configuration.</summary>
    /// <returns>A builder of the default rules.</returns>
    public static ParallelConfigBuilder Builder() => new();
}
