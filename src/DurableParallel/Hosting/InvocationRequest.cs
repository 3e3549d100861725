using DurableParallel.Activity;
using DurableParallel.Checkpoints;
using DurableParallel.Replay;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableParallel.Hosting;

/// <summary>All that an invocation needs from its host.</summary>
internal sealed class InvocationRequest
{
    public required DurableFunction Function { get; init; }

    public required IExecutionIdentity Execution { get; init; }

    public required DateTimeOffset StartTimestamp { get; init; }

    /// <summary>The execution's input as text; null is no payload.</summary>
    public string? Input { get; init; }

    public IOperationHistory History { get; init; } = EmptyHistory.Instance;

    public required ICheckpointPort Checkpoints { get; init; }

    public required IInvocationHost Host { get; init; }

    /// <summary>Whether the invocation ends as soon as every context is parked; otherwise it stays and the host is told.</summary>
    public bool SuspendWhenParked { get; init; }

    public WorkScheduler Scheduler { get; init; } = WorkScheduler.Pool;

    /// <summary>Measures how long an execution has been quiet; not the clock of its waits, which is the host's.</summary>
    public TimeProvider QuietClock { get; init; } = TimeProvider.System;

    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>The largest payload that the host takes, in bytes of UTF-8.</summary>
    public int MaxPayloadBytes { get; init; } = 6 * 1024 * 1024;
}
