using System.Collections.Concurrent;
using DurableParallel.Running;
using DurableParallel.Running.Activity;

namespace DurableParallel.Testing.InMemory;

/// <summary>
/// A host in the process's memory that keeps to the rules of the wire: it refuses what the service would refuse, and
/// records what happened. Its executions share one clock.
/// </summary>
/// <param name="options">How it behaves.</param>
/// <param name="start">How it starts an invocation.</param>
internal sealed partial class InMemoryHost(InMemoryHostOptions options, Func<InvocationRequest, IRunningInvocation> start)
{
    private readonly ConcurrentQueue<HostViolationException> _violations = new();
    private readonly ConcurrentQueue<InMemoryExecution> _executions = new();
    private long _exchanges;
    private long _progress;
    private volatile bool _autoAdvance = options.AutoAdvance;

    public InMemoryHost(InMemoryHostOptions options)
        : this(options, RunningInvocation.Start)
    {
    }

    public InMemoryHostOptions Options { get; } = options;

    public ManualTimeProvider Clock => Options.Clock;

    /// <summary>Grows with everything that happens; while it stays the same nothing does.</summary>
    public long Progress => Interlocked.Read(ref _progress);

    /// <summary>Where the loops of the executions run: on the scheduler of everything else, so that a seed decides of them too.</summary>
    internal TaskScheduler Tasks { get; } = ReferenceEquals(options.Scheduler, WorkScheduler.Pool) ? TaskScheduler.Default : new WorkTaskScheduler(options.Scheduler);

    /// <summary>Every rule that was broken, also by invocations that had ended. A test asserts that there is none.</summary>
    public IReadOnlyCollection<HostViolationException> Violations => _violations;

    /// <inheritdoc cref="InMemoryHostOptions.AutoAdvance"/>
    public bool AutoAdvance
    {
        get => _autoAdvance;
        set
        {
            _autoAdvance = value;
            foreach (var execution in _executions)
            {
                execution.OnLaneIdle();
            }
        }
    }

    /// <summary>Starts an execution, whose checkpoints the plan counts and perhaps disturbs.</summary>
    public InMemoryExecution Start(
        DurableFunction function,
        string? input = null,
        string? name = null,
        FaultPlan? faults = null,
        TimeSpan? timeout = null,
        DateTimeOffset? startAt = null)
    {
        name ??= $"execution-{_executions.Count + 1}";
        LimitGuard.CheckInput(Options.Limits, name, input);
        return Begin(new InMemoryExecution(this, function, input, name, faults ?? FaultPlan.CountOnly(), timeout, startAt));
    }

    private InMemoryExecution Begin(InMemoryExecution execution)
    {
        _executions.Enqueue(execution);
        execution.Begin();
        return execution;
    }

    internal void OnProgress() => Interlocked.Increment(ref _progress);

    /// <summary>One execution has begun or moved another, and that shows already.</summary>
    internal void OnExchange() => Interlocked.Increment(ref _exchanges);

    internal IRunningInvocation Invoke(InvocationRequest request) => start(request);

    internal void Report(HostViolationException violation) => _violations.Enqueue(violation);

    /// <summary>Moves the clock on if nothing is runnable; called whenever an execution may have become quiet.</summary>
    internal void OnQuiet()
    {
        var exchanges = Interlocked.Read(ref _exchanges);
        DateTimeOffset? next = null;
        var quiet = new List<(InMemoryExecution Execution, long Version)>();
        foreach (var execution in _executions)
        {
            switch (execution.Look(out var due, out var version))
            {
                case ExecutionActivity.Busy:
                    return;
                case ExecutionActivity.Quiet:
                    quiet.Add((execution, version));
                    next = next is null || due < next ? due ?? next : next;
                    break;
                default:
                    break;
            }
        }

        // One execution has moved another while they were looked at one after the other: the last one moved looks again.
        if (exchanges != Interlocked.Read(ref _exchanges))
        {
            return;
        }

        if (quiet.Count > 0 && Options.TryMove?.Invoke() == true)
        {
            quiet[0].Execution.OnLaneIdle();
        }
        else if (!AutoAdvance)
        {
            quiet.ForEach(static seen => seen.Execution.OnQuietStand());
        }
        else if (next is null && (quiet.Count == 0 || Clock.NextDue is null))
        {
            quiet.ForEach(static seen => seen.Execution.OnStuck(seen.Version));
            if (quiet.Count > 0)
            {
                Options.OnIdle?.Invoke();
            }
        }
        else if (quiet.Count > 0 && Clock.NextDue is { } due && !(next <= due))
        {
            // A timer of somebody else, perhaps of one who will move an execution then; if not, one has to look again.
            Clock.AdvanceTo(due);
            quiet[0].Execution.OnLaneIdle();
        }
        else
        {
            Clock.AdvanceTo(next!.Value);
        }
    }
}
