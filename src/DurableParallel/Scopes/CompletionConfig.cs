using DurableParallel.Scopes.Rules;

namespace DurableParallel;

/// <summary>
/// The completion rules of a scope as one value, in place of the single rules of <see cref="ParallelConfig"/>. Nothing
/// set at all means that one failure decides; only <see cref="MinSuccessful"/> set, that failures stop nothing. Immutable.
/// </summary>
public sealed record CompletionConfig
{
    /// <inheritdoc cref="ScopeConfig.MinSuccessful"/>
    public int? MinSuccessful
    {
        get;
        init => field = CompletionRules.CheckMinSuccessful(value);
    }

    /// <inheritdoc cref="ScopeConfig.ToleratedFailureCount"/>
    public int? ToleratedFailureCount
    {
        get;
        init => field = CompletionRules.CheckToleratedFailureCount(value);
    }

    /// <inheritdoc cref="ScopeConfig.ToleratedFailurePercentage"/>
    public double? ToleratedFailurePercentage
    {
        get;
        init => field = CompletionRules.CheckToleratedFailurePercentage(value);
    }

    /// <summary>Every branch must succeed; the first failure decides.</summary>
    /// <returns>The rules.</returns>
    public static CompletionConfig AllSuccessful() => new() { ToleratedFailureCount = 0 };

    /// <summary>The first success decides; failures before it are tolerated, and when all fail the minimum is missed.</summary>
    /// <returns>The rules.</returns>
    public static CompletionConfig FirstSuccessful() => new() { MinSuccessful = 1 };

    /// <summary>Every branch runs to its end, whatever becomes of the others.</summary>
    /// <returns>The rules.</returns>
    public static CompletionConfig AllCompleted() => new() { MinSuccessful = 0 };
}
