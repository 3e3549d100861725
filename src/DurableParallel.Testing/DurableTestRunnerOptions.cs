using DurableParallel.Errors;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Testing;

/// <summary>How a <see cref="DurableTestRunner"/> runs functions. Immutable.</summary>
public sealed record DurableTestRunnerOptions
{
    // Timers take no more.
    internal static readonly TimeSpan LongestTimer = TimeSpan.FromDays(49);
    private readonly TimeSpan _hangTimeout = TimeSpan.FromSeconds(30);

    /// <summary>What becomes of an invocation whose contexts are all parked.</summary>
    /// <value>By default <see cref="HostMode.Suspending"/>, which shows more: every wait replays the function.</value>
    public HostMode Mode { get; init; }

    /// <summary>How large payloads and executions may be. <see cref="DurableLimits.Aws"/>, together with <see cref="HostMode.Suspending"/>, refuses what AWS would refuse, and hands histories over as AWS does: in pages of at most 1,000 operations and 5 MiB.</summary>
    /// <value>By default <see cref="DurableLimits.Engine"/>.</value>
    public DurableLimits Limits { get; init; } = DurableLimits.Engine;

    /// <summary>What the clock of each run shows at first.</summary>
    /// <value>By default midnight of 1 January 2000, UTC.</value>
    public DateTimeOffset StartTimestamp { get; init; } = new ManualTimeProvider().GetUtcNow();

    /// <summary>Where <see cref="StepContext.Services"/> come from, in a scope of its own for every attempt.</summary>
    /// <value>By default none.</value>
    public IServiceProvider? Services { get; init; }

    /// <summary>Where log lines go besides to <see cref="DurableTestResult.Log"/>.</summary>
    /// <value>By default nowhere.</value>
    public ILogger? Logger { get; init; }

    /// <summary>How much real time may pass in which nothing happens before a run is given up, with a message about what it waits for. Never while a debugger is attached.</summary>
    /// <value>Above zero and at most 49 days, or <see cref="Timeout.InfiniteTimeSpan"/>; by default 30 s.</value>
    /// <exception cref="ArgumentOutOfRangeException">It is zero, negative or more than 49 days.</exception>
    public TimeSpan HangTimeout
    {
        get => _hangTimeout;
        init => _hangTimeout = value == Timeout.InfiniteTimeSpan ? value : OptionRange.AboveZero(value, LongestTimer, "Timeout.InfiniteTimeSpan");
    }

    /// <summary>Measures <see cref="HangTimeout"/>; not the clock of the runs.</summary>
    /// <value>By default the system's.</value>
    public TimeProvider HangClock { get; init; } = TimeProvider.System;

    internal bool IsAsOnAws => Mode == HostMode.Suspending && Limits == DurableLimits.Aws;
}
