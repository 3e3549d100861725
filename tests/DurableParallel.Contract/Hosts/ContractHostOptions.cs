using DurableParallel.Running.Activity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableParallel.Contract.Hosts;

/// <summary>What a test may ask of its host.</summary>
internal sealed record ContractHostOptions
{
    public bool AutoAdvance { get; init; } = true;

    public ILogger Logger { get; init; } = NullLogger.Instance;

    public IServiceProvider? Services { get; init; }

    /// <summary>What the host takes; of hosts that take no such option, their own.</summary>
    public DurableLimits Limits { get; init; } = DurableLimits.Engine;

    /// <summary>Whether the function is told all news twice, and all earlier ones once more with each. The engine in this process tells all once.</summary>
    public bool RepeatsNews { get; init; }

    public WorkScheduler Scheduler { get; init; } = WorkScheduler.Pool;
}
