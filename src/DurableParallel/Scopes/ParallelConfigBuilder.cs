using DurableParallel.Errors;

namespace DurableParallel;

/// <summary>
/// Makes a <see cref="ParallelConfig"/>, whose members say what each value means. The last call for a value wins. Not
/// safe for use by several threads at once; what it builds is.
/// </summary>
public sealed class ParallelConfigBuilder
{
    private ParallelConfig _config = new();

    internal ParallelConfigBuilder()
    {
    }

    /// <inheritdoc cref="ScopeConfig.MaxConcurrency"/>
    /// <param name="value">The value, in the range of the property.</param>
    /// <returns>This builder.</returns>
    public ParallelConfigBuilder MaxConcurrency(int value) => With(_config with { MaxConcurrency = value });

    /// <inheritdoc cref="ScopeConfig.MinSuccessful"/>
    /// <param name="value">The value, in the range of the property.</param>
    /// <returns>This builder.</returns>
    public ParallelConfigBuilder MinSuccessful(int value) => With(_config with { MinSuccessful = value });

    /// <inheritdoc cref="ScopeConfig.ToleratedFailureCount"/>
    /// <param name="value">The value, in the range of the property.</param>
    /// <returns>This builder.</returns>
    public ParallelConfigBuilder ToleratedFailureCount(int value) => With(_config with { ToleratedFailureCount = value });

    /// <inheritdoc cref="ScopeConfig.ToleratedFailurePercentage"/>
    /// <param name="value">The value, in the range of the property.</param>
    /// <returns>This builder.</returns>
    public ParallelConfigBuilder ToleratedFailurePercentage(double value) => With(_config with { ToleratedFailurePercentage = value });

    /// <inheritdoc cref="CompletionConfig.AllSuccessful"/>
    /// <returns>This builder.</returns>
    public ParallelConfigBuilder AllSuccessful() => With(_config with { Completion = CompletionConfig.AllSuccessful() });

    /// <inheritdoc cref="CompletionConfig.FirstSuccessful"/>
    /// <returns>This builder.</returns>
    public ParallelConfigBuilder FirstSuccessful() => With(_config with { Completion = CompletionConfig.FirstSuccessful() });

    /// <inheritdoc cref="CompletionConfig.AllCompleted"/>
    /// <returns>This builder.</returns>
    public ParallelConfigBuilder AllCompleted() => With(_config with { Completion = CompletionConfig.AllCompleted() });

    /// <inheritdoc cref="ScopeConfig.Completion"/>
    /// <param name="value">The value, in the range of the property.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public ParallelConfigBuilder Completion(CompletionConfig value)
    {
        Misuse.ThrowIfNull(value);
        return With(_config with { Completion = value });
    }

    /// <inheritdoc cref="ScopeConfig.ShouldComplete"/>
    /// <param name="rule">The rule, which depends on its argument alone.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException">The rule is null.</exception>
    public ParallelConfigBuilder ShouldComplete(Func<BranchTally, CompletionDecision> rule)
    {
        Misuse.ThrowIfNull(rule);
        return With(_config with { ShouldComplete = rule });
    }

    /// <inheritdoc cref="ParallelConfig.Start"/>
    /// <param name="value">The value, in the range of the property.</param>
    /// <returns>This builder.</returns>
    public ParallelConfigBuilder Start(BranchStart value) => With(_config with { Start = value });

    /// <summary>Starts each branch when it is registered: <see cref="BranchStart.AtRegistration"/>.</summary>
    /// <returns>This builder.</returns>
    public ParallelConfigBuilder StartAtOnce() => Start(BranchStart.AtRegistration);

    /// <inheritdoc cref="ScopeConfig.RunningBranches"/>
    /// <param name="value">The value, in the range of the property.</param>
    /// <returns>This builder.</returns>
    public ParallelConfigBuilder RunningBranches(RunningBranches value) => With(_config with { RunningBranches = value });

    /// <inheritdoc cref="ScopeConfig.Timeout"/>
    /// <param name="value">The value, in the range of the property.</param>
    /// <returns>This builder.</returns>
    public ParallelConfigBuilder Timeout(TimeSpan value) => With(_config with { Timeout = value });

    /// <inheritdoc cref="ScopeConfig.Nesting"/>
    /// <param name="value">The value, in the range of the property.</param>
    /// <returns>This builder.</returns>
    public ParallelConfigBuilder Nesting(NestingType value) => With(_config with { Nesting = value });

    /// <inheritdoc cref="ScopeConfig.ItemSerializer"/>
    /// <param name="value">The value, in the range of the property.</param>
    /// <returns>This builder.</returns>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public ParallelConfigBuilder ItemSerializer(IDurableSerializer value)
    {
        Misuse.ThrowIfNull(value);
        return With(_config with { ItemSerializer = value });
    }

    /// <summary>Checks the rules among each other and gives the configuration, which later calls do not change.</summary>
    /// <returns>The configuration.</returns>
    /// <exception cref="ArgumentException">Two rules exclude each other; the message names both.</exception>
    public ParallelConfig Build()
    {
        _config.Validate();
        return _config;
    }

    private ParallelConfigBuilder With(ParallelConfig config)
    {
        _config = config;
        return this;
    }
}
