using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Logging;
using DurableParallel.Engine.Scheduling;

namespace DurableParallel.Engine.Turns;

/// <summary>What all turns of an engine share.</summary>
internal sealed class TurnServices
{
    public required EngineLife Life { get; init; }

    public required EngineClock Clock { get; init; }

    public required TimeProvider TimeProvider { get; init; }

    public required PacedScheduler Scheduler { get; init; }

    public required Admission Admission { get; init; }

    public required Residency Residency { get; init; }

    public required JournalWriter Journal { get; init; }

    /// <summary>How many bytes wait for the disk.</summary>
    public required WriteBudget Budget { get; init; }

    /// <summary>How many bytes the records of one execution may have.</summary>
    public required long MaxRecordedBytes { get; init; }

    public required FunctionLoggers Loggers { get; init; }

    public required AwsLimitLog AwsLimits { get; init; }

    /// <summary>What step attempts take their services from; null for none.</summary>
    public IServiceProvider? FunctionServices { get; init; }
}
