using DurableParallel.Activity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableParallel.Contract.Hosts;

/// <summary>What a test may ask of its host.</summary>
internal sealed record ContractHostOptions
{
    public bool AutoAdvance { get; init; } = true;

    public ILogger Logger { get; init; } = NullLogger.Instance;

    public IServiceProvider? Services { get; init; }

    public WorkScheduler Scheduler { get; init; } = WorkScheduler.Pool;
}
