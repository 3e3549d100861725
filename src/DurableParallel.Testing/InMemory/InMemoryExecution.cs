using DurableParallel.Engine;
using DurableParallel.Records;
using DurableParallel.Running;
using DurableParallel.Running.Activity;

namespace DurableParallel.Testing.InMemory;

/// <summary>
/// One execution of an <see cref="InMemoryHost"/>: invoked again and again from what is durable, until its function has
/// an outcome. This part is what tests call; the loop and what the invocation calls are in the other parts.
/// </summary>
internal sealed partial class InMemoryExecution : ILaneOwner, IInvocationHost, IExecutionIdentity, IThreadPoolWorkItem
{
    private readonly Lock _lock = new();
    private readonly MemoryJournal _journal;
    private readonly List<HostChange> _changes = [];
    private readonly List<int> _stateCalls = [];
    private readonly List<TaskCompletionSource> _quietWaiters = [];
    private readonly InMemoryHost _host;
    private readonly FaultPlan _faults;
    private readonly NewsRepetition _repetition;
    private readonly string? _input;
    private readonly DateTimeOffset _startTimestamp;
    private readonly ITimer _timer;
    private TaskCompletionSource<ExecutionReport> _report = NewSource<ExecutionReport>();
    private TaskCompletionSource _wakeUp = NewSource();
    private DurableFunction _function;
    private IRunningInvocation? _invocation;
    private CheckpointLane? _lane;
    private IInvocationHistory? _history;
    private HostViolationException? _violation;
    private DriverState _state;
    private int _invocations;
    private int _looks;
    private long _version;

    public InMemoryExecution(InMemoryHost host, DurableFunction function, string? input, string name, FaultPlan faults, TimeSpan? timeout = null)
    {
        _host = host;
        _function = function;
        _input = input;
        _faults = faults;
        _repetition = new NewsRepetition(faults);
        _journal = new MemoryJournal(name);
        _startTimestamp = host.Clock.GetUtcNow();
        _deadline = DeadlineOf(function, timeout);
        _timer = host.Clock.CreateTimer(static execution => ((InMemoryExecution)execution!).OnClock(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Name = name;
    }

    /// <summary>What the driver is doing.</summary>
    private enum DriverState
    {
        /// <summary>An invocation is running, or is about to.</summary>
        Live,

        /// <summary>Between invocations, until something changes.</summary>
        Suspended,

        /// <summary>Its process is down until somebody restarts it.</summary>
        Down,

        Ended,
    }

    public string Name { get; }

    public IDurableSerializer Serializer => _function.Serializer;

    public string Arn => $"memory/{Name}";

    /// <summary>
    /// Completes when the execution has ended or is blocked; faults with <see cref="HostViolationException"/> when a rule
    /// was broken. A restart makes a new one.
    /// </summary>
    public Task<ExecutionReport> Completion
    {
        get
        {
            lock (_lock)
            {
                return _report.Task;
            }
        }
    }

    /// <summary>Whether its process is down until somebody restarts it.</summary>
    public bool IsDown
    {
        get
        {
            lock (_lock)
            {
                return _state == DriverState.Down;
            }
        }
    }

    public int Invocations
    {
        get
        {
            lock (_lock)
            {
                return _invocations;
            }
        }
    }

    /// <summary>How many calls for pages of the state each invocation took. A copy, at this moment.</summary>
    public IReadOnlyList<int> StateCalls
    {
        get
        {
            lock (_lock)
            {
                return [.. _stateCalls];
            }
        }
    }

    /// <summary>A copy, at this moment.</summary>
    public IReadOnlyList<OperationEntry> Operations
    {
        get
        {
            lock (_lock)
            {
                return [.. _journal.Entries];
            }
        }
    }

    /// <summary>A copy, at this moment.</summary>
    public IReadOnlyList<DurableUpdate> Updates
    {
        get
        {
            lock (_lock)
            {
                return [.. _journal.Updates];
            }
        }
    }

    /// <summary>A copy, at this moment.</summary>
    public IReadOnlyList<HistoryEvent> Events
    {
        get
        {
            lock (_lock)
            {
                return [.. _journal.Log.Events];
            }
        }
    }

    /// <summary>What its invocation has begun and not ended, at this moment; nothing between invocations.</summary>
    public IReadOnlyList<PendingOperation> Pending
    {
        get
        {
            IRunningInvocation? invocation;
            lock (_lock)
            {
                invocation = _invocation;
            }

            return invocation?.Pending ?? [];
        }
    }

    /// <summary>
    /// Completes at the next moment at which nothing is runnable: the function is suspended or parked, and only time can
    /// move it. Needs a host whose clock does not move on by itself.
    /// </summary>
    public Task WhenQuietAsync()
    {
        if (_host.AutoAdvance)
        {
            throw new InvalidOperationException("The clock moves on by itself, so the execution does not stay quiet. Switch AutoAdvance off first.");
        }

        var waiter = NewSource();
        lock (_lock)
        {
            if (_state == DriverState.Ended)
            {
                return Task.CompletedTask;
            }

            _quietWaiters.Add(waiter);
        }

        OnLaneIdle();
        return waiter.Task;
    }

    /// <summary>The process dies now: what is not durable is lost, and nothing happens until <see cref="Restart"/>. Nothing, if it has ended or is down.</summary>
    public void Crash()
    {
        CheckpointLane? lane;
        lock (_lock)
        {
            if (_state is DriverState.Ended or DriverState.Down)
            {
                return;
            }

            _state = DriverState.Down;
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            lane = _lane;
            _wakeUp.TrySetResult();
        }

        if (lane is not null)
        {
            Crash(lane);
        }
    }

    /// <summary>Goes on from what is durable, after a crash or when blocked, with other code perhaps.</summary>
    public void Restart(DurableFunction? function = null)
    {
        bool startDriver;
        lock (_lock)
        {
            var isBlocked = _state == DriverState.Ended && IsBlocked;
            if (_state != DriverState.Down && !isBlocked)
            {
                throw new InvalidOperationException($"Execution '{Name}' has neither crashed nor is it blocked, so it cannot be restarted.");
            }

            _function = function ?? _function;
            _report = isBlocked ? NewSource<ExecutionReport>() : _report;
            _state = DriverState.Live;
            startDriver = isBlocked;
            _restart.TrySetResult();
        }

        if (startDriver)
        {
            Begin();
        }
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static TaskCompletionSource<T> NewSource<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
