using DurableParallel.Logging;
using DurableParallel.Records;
using DurableParallel.Running.Activity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableParallel.Running;

/// <summary>All that an invocation needs from its host.</summary>
internal sealed class InvocationRequest
{
    public required DurableFunction Function { get; init; }

    public required IExecutionIdentity Execution { get; init; }

    public required DateTimeOffset StartTimestamp { get; init; }

    /// <summary>Which run of the execution it is, from 1.</summary>
    public int RunNumber { get; init; } = 1;

    /// <summary>The execution's input as text; null is no payload.</summary>
    public string? Input { get; init; }

    public IOperationHistory History { get; init; } = EmptyHistory.Instance;

    public required ICheckpointPort Checkpoints { get; init; }

    public required IInvocationHost Host { get; init; }

    /// <summary>Whether the history may name races and retried blocks by the wire's subtypes, as a client with standard subtypes only records them.</summary>
    public bool MayHaveStandardSubTypes { get; init; }

    /// <summary>Whether the bodies of steps run. Otherwise only what is on record is replayed: a step without an outcome stays in progress.</summary>
    public bool RunsSteps { get; init; } = true;

    /// <summary>Whether the invocation ends as soon as every context is parked; otherwise it stays and the host is told.</summary>
    public bool SuspendWhenParked { get; init; }

    public WorkScheduler Scheduler { get; init; } = WorkScheduler.Pool;

    /// <summary>Measures how long an execution has been quiet; not the clock of its waits, which is the host's.</summary>
    public TimeProvider QuietClock { get; init; } = TimeProvider.System;

    /// <summary>The host's clock, for what plugins and measurements are told of times.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Where the library and the user's code log to. Never throws, whatever the host gave.</summary>
    public ILogger Logger
    {
        get;
        init => field = GuardedLogger.Around(value);
    }

    = NullLogger.Instance;

    /// <summary>What the host calls this invocation; null lets it take an id of its own when somebody asks.</summary>
    public string? RequestId { get; init; }

    /// <summary>What the host changed since the last invocation ended, and has told nobody yet.</summary>
    public IReadOnlyCollection<OperationId> UpdatedOperations { get; init; } = [];

    /// <summary>
    /// Whether the last invocation was suspended, so that all code ran until it waited for something, and the updated
    /// operations are all that has ended since. False where the host does not know.
    /// </summary>
    public bool IsResumed { get; init; }

    /// <summary>Where the scopes of step attempts come from; null when the host was given none.</summary>
    public IServiceProvider? Services { get; init; }

    /// <summary>What the host takes; more is refused before anything of it is recorded.</summary>
    public DurableLimits Limits { get; init; } = DurableLimits.Engine;

    /// <summary>What the host is told of when it is exceeded, and takes all the same; null for nothing.</summary>
    public DurableLimits? WatchedLimits { get; init; }

    /// <summary>The durable request to cancel the execution; null for none.</summary>
    public RequestedCancel? Cancel { get; init; }

    /// <summary>The trace that the execution was started in, as W3C's traceparent has it; null for none.</summary>
    public string? StartedFrom { get; init; }

    /// <summary>How many operations of the execution are on record, with those that the history leaves out.</summary>
    public int RecordedOperations { get; init; }
}
