using DurableParallel.Records;
using DurableParallel.Running.Activity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableParallel.Testing.InMemory;

/// <summary>How an in-memory host behaves.</summary>
internal sealed record InMemoryHostOptions
{
    public HostMode Mode { get; init; }

    public ManualTimeProvider Clock { get; init; } = new();

    /// <summary>Whether the clock moves on to the next due time as soon as nothing is runnable.</summary>
    public bool AutoAdvance { get; init; } = true;

    public WorkScheduler Scheduler { get; init; } = WorkScheduler.Pool;

    public TimeProvider QuietClock { get; init; } = TimeProvider.System;

    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>The logger of an invocation, in place of <see cref="Logger"/>, by the execution's name and the invocation's number.</summary>
    public Func<string, int, ILogger>? LoggerOf { get; init; }

    /// <summary>Told of every callback and every wait for an event whose START is durable, by its execution and its record. Under no lock.</summary>
    public Action<InMemoryExecution, OperationEntry>? OnCallbackStarted { get; init; }

    /// <summary>Asked when nothing is runnable, before the clock moves on: whether it has moved something. Under no lock.</summary>
    public Func<bool>? TryMove { get; init; }

    /// <summary>Told when nothing is runnable and nothing is due although executions have not ended: only the outside can move them. Under no lock.</summary>
    public Action? OnIdle { get; init; }

    /// <summary>Where the scopes of step attempts come from; null gives functions none.</summary>
    public IServiceProvider? Services { get; init; }

    /// <summary>What the host takes, as for a test of what would not pass on AWS; more is refused.</summary>
    public DurableLimits Limits { get; init; } = DurableLimits.Engine;

    /// <summary>Whether an invocation is given its history as the service gives it: in pages, through the wire's JSON.</summary>
    public bool PagesState { get; init; }

    /// <summary>How many invocations an execution may take before it is judged to spin.</summary>
    public int MaxInvocations { get; init; } = 100_000;
}
