namespace DurableParallel.Engine;

/// <summary>What an engine does at one moment, and what it has done since it was opened. The parts are read one after the other while the engine works.</summary>
public sealed record EngineFigures
{
    /// <summary>When they were read, by <see cref="DurableEngineOptions.TimeProvider"/>.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    /// <summary>When the engine was opened, by the same clock: since when it counts.</summary>
    public required DateTimeOffset OpenedTimestamp { get; init; }

    /// <summary>How many executions run code now: those whose functions are active here, and invocations of functions that run in processes of their own.</summary>
    public required int Active { get; init; }

    /// <summary>How many executions have begun and wait for something, in memory or not. Blocked ones do not count.</summary>
    public required long Parked { get; init; }

    /// <summary>How many executions are <see cref="ExecutionState.Queued"/>.</summary>
    public required long Queued { get; init; }

    /// <summary>How many attempts of steps run now, in this process.</summary>
    public required int OpenSteps { get; init; }

    /// <summary>How many executions stand where; every status of <see cref="DurableEngine.CountByStatusAsync"/> has a number, 0 included.</summary>
    public required IReadOnlyDictionary<ExecutionStatus, long> Executions { get; init; }

    /// <summary>How many commits the engine has made since it was opened.</summary>
    public required long Commits { get; init; }

    /// <summary>How many records became durable with them.</summary>
    public required long CommittedRecords { get; init; }

    /// <summary>How many bytes these records are in the journal's log.</summary>
    public required long CommittedBytes { get; init; }

    /// <summary>How long the commits of about the last minute took, in real time; null when there was none.</summary>
    public LatencyFigures? CommitLatency { get; init; }

    /// <summary>How many attempts of steps have ended in this process since the engine was opened, well or not.</summary>
    public required long Steps { get; init; }

    /// <summary>How long the attempts of steps took that ended in about the last minute, by the engine's clock and in whole milliseconds; null when none did.</summary>
    public LatencyFigures? StepLatency { get; init; }

    /// <summary>What became of executions since the engine was opened, by function and in the order of their names. Functions without starts and ends since then are not in it.</summary>
    public required IReadOnlyList<FunctionFigures> Functions { get; init; }

    /// <summary>The bytes of the journal's file.</summary>
    public required long JournalBytes { get; init; }

    /// <summary>The bytes of the journal's write-ahead log.</summary>
    public required long WalBytes { get; init; }

    /// <summary>What parked executions hold in memory, as the engine estimates it, in bytes.</summary>
    public required long ResidentBytes { get; init; }
}
