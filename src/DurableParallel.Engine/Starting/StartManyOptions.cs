using DurableParallel.Errors;

namespace DurableParallel.Engine;

/// <summary>How many executions are started. Every setting has a default.</summary>
public sealed record StartManyOptions
{
    /// <summary>The requests in flight unless said otherwise: 1,000, which keeps the journal busy.</summary>
    public const int DefaultMaxInFlight = 1000;

    private readonly int _maxInFlight = DefaultMaxInFlight;

    /// <summary>How many requests may be in flight; <see cref="Until"/> says what that is.</summary>
    /// <value>At least 1; by default <see cref="DefaultMaxInFlight"/>.</value>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int MaxInFlight
    {
        get => _maxInFlight;
        init => _maxInFlight = OptionRange.AtLeast(value, 1);
    }

    /// <summary>What is waited for.</summary>
    /// <value>By default <see cref="StartManyUntil.Accepted"/>.</value>
    public StartManyUntil Until { get; init; }

    /// <summary>Told how far it is, now and then and at the end. Called in a thread that starts, so it should return at once.</summary>
    /// <value>By default nobody.</value>
    public IProgress<StartProgress>? Progress { get; init; }

    /// <summary>
    /// Called with every request's outcome, once each and in their order, one at a time. What it throws ends the starting
    /// as <see cref="StartManyInterruptedException"/>. While it runs nothing further is started, so it should return at once.
    /// </summary>
    /// <value>By default nothing.</value>
    public Action<StartOutcome>? OnOutcome { get; init; }
}
