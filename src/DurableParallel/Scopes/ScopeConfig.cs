using DurableParallel.Scopes.Rules;

namespace DurableParallel;

/// <summary>
/// How a scope runs its branches and when it is decided: what <see cref="ParallelConfig"/> and
/// <see cref="MapConfig{TItem}"/> have in common. Immutable. A rule that is not set differs from zero: with
/// none set at all one failure decides, and with only <see cref="MinSuccessful"/> set failures stop nothing. Values
/// are checked when they are set, the rules among each other by <see cref="ParallelConfigBuilder.Build"/> and when a
/// scope is opened.
/// </summary>
public abstract record ScopeConfig
{
    private protected ScopeConfig()
    {
    }

    /// <summary>How many branches may be started and not ended at the same time; parked ones count.</summary>
    /// <value>At least 1. Default: null, no limit.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is below 1.</exception>
    public int? MaxConcurrency
    {
        get;
        init => field = CompletionRules.CheckMaxConcurrency(value);
    }

    /// <summary>How many branches must succeed. The scope is decided as soon as they have.</summary>
    /// <value>At least -1: -1 is all of them, 0 is no minimum and failures tolerated. Default: null, no minimum.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is below -1.</exception>
    public int? MinSuccessful
    {
        get;
        init => field = CompletionRules.CheckMinSuccessful(value);
    }

    /// <summary>How many branches may fail; one more decides the scope as a failure.</summary>
    /// <value>At least 0. Default: null; none may fail when no other rule is set, else there is no limit by count.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int? ToleratedFailureCount
    {
        get;
        init => field = CompletionRules.CheckToleratedFailureCount(value);
    }

    /// <summary>Which share of all registered branches may fail; a greater share decides the scope as a failure.</summary>
    /// <value>0.0 to 1.0, where 0.25 is a quarter. Default: null; none may fail when no other rule is set, else there is no limit by share.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is outside of 0.0 to 1.0 or not a number.</exception>
    public double? ToleratedFailurePercentage
    {
        get;
        init => field = CompletionRules.CheckToleratedFailurePercentage(value);
    }

    /// <summary>
    /// A rule of your own, asked each time a branch has ended, in place of the other rules and never together with
    /// them. It must depend on its argument alone. A scope that it never decides ends when all branches have.
    /// </summary>
    /// <value>Default: null, the other rules.</value>
    public Func<BranchTally, CompletionDecision>? ShouldComplete { get; init; }

    /// <summary>The completion rules as one value, in place of the single rules and never together with them.</summary>
    /// <value>Default: null, the single rules.</value>
    public CompletionConfig? Completion { get; init; }

    /// <summary>What a decided scope does about branches that have started and not ended.</summary>
    /// <value>Default: <see cref="RunningBranches.Finish"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is no member of the enum.</exception>
    public RunningBranches RunningBranches
    {
        get;
        init => field = CompletionRules.CheckRunningBranches(value);
    }

    /// <summary>
    /// How long the scope may take, from its start. It is a durable wait: a process that dies meanwhile changes nothing. When
    /// it is over, the scope is decided as a failure, <see cref="CompletionReason.TimedOut"/>.
    /// </summary>
    /// <value>Above 0, at most 366 days; rounded up to whole milliseconds, on AWS to whole seconds. Default: null, no limit.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of its range.</exception>
    public TimeSpan? Timeout
    {
        get;
        init => field = CompletionRules.CheckTimeout(value);
    }

    /// <summary>Whether branches have records of their own.</summary>
    /// <value>Default: <see cref="NestingType.Nested"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is no member of the enum.</exception>
    public NestingType Nesting
    {
        get;
        init => field = CompletionRules.CheckNesting(value);
    }

    /// <summary>The serializer of the results of all branches that have none of their own.</summary>
    /// <value>Default: null, the function's.</value>
    public IDurableSerializer? ItemSerializer { get; init; }

    /// <summary>Checks the rules among each other; an object initialiser cannot.</summary>
    /// <exception cref="ArgumentException">Two rules exclude each other.</exception>
    internal void Validate() => CompletionRules.CheckTogether(this);
}
