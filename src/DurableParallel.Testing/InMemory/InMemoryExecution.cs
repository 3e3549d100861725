using DurableParallel.Engine;
using DurableParallel.Engine.Turns;
using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Running;
using DurableParallel.Running.Activity;

namespace DurableParallel.Testing.InMemory;

/// <summary>
/// One execution of an <see cref="InMemoryHost"/>: what tests, the host, its lane and its invocation call. Its parts share
/// one lock: <see cref="InvocationLoop"/> invokes, <see cref="FaultyCommits"/> makes updates durable,
/// <see cref="OutsideChanges"/> takes what comes from outside, <see cref="InvokedExecutions"/> starts other executions, and
/// <see cref="QuietWatch"/> sees when nothing is left to run.
/// </summary>
internal sealed class InMemoryExecution : ILoopOwner
{
    private readonly Lock _lock = new();
    private readonly InMemoryPhase _phase;
    private readonly InMemoryHost _host;
    private readonly MemoryJournal _journal;
    private readonly ExecutionTimer _timer;
    private readonly CurrentInvocation _current;
    private readonly InvocationLoop _loop;
    private readonly FaultyCommits _commits;
    private readonly OutsideChanges _outside;
    private readonly QuietWatch _watch;
    private readonly InvokedExecutions _invokes;
    private readonly CancelRequests _cancels;

    public InMemoryExecution(InMemoryHost host, DurableFunction function, string? input, string name, FaultPlan faults, TimeSpan? timeout = null, DateTimeOffset? startAt = null)
    {
        _host = host;
        Function = function;
        Input = input;
        Name = name;
        var milliseconds = timeout is { } limit ? DurationRule.ToMilliseconds(limit, nameof(timeout)) : function.ExecutionTimeoutMilliseconds;
        _journal = new MemoryJournal(name);
        _phase = new InMemoryPhase(() => _timer!.TryBegin());
        _timer = new ExecutionTimer(host.Clock, _journal, milliseconds, startAt, OnClock);
        _current = new CurrentInvocation(_lock, host.Options.Mode, faults);
        _loop = new InvocationLoop(host, this, _lock, _journal, _phase, _current, _timer);
        _outside = new OutsideChanges(host, this, _lock, _journal, _phase, _current, _timer);
        _commits = new FaultyCommits(host, _lock, _journal, _phase, _current, _timer, _outside, faults);
        _cancels = new CancelRequests(host, _lock, _journal, _phase, _current, _timer, _commits);
        _watch = new QuietWatch(host, _lock, _phase, _current, _timer);
        _invokes = new InvokedExecutions(host, _journal, _outside, faults, _watch);
    }

    public string Name { get; }

    public string Arn => $"memory/{Name}";

    public string? Input { get; private set; }

    public DurableFunction Function { get; private set; }

    public IDurableSerializer Serializer => Function.Serializer;

    /// <summary>The name of the function, of an execution that was invoked by it; null elsewhere.</summary>
    public string? FunctionName { get; init; }

    /// <summary>For whom it runs; null for nobody in particular.</summary>
    public string? TenantId { get; init; }

    /// <summary>Called with how it ends, of an execution that was invoked by another one; null elsewhere.</summary>
    internal Action<InvokedEnd>? OnInvokedEnding { get; init; }

    /// <summary>
    /// Completes when the execution has ended or is blocked; faults with <see cref="HostViolationException"/> when a rule
    /// was broken. A restart makes a new one.
    /// </summary>
    public Task<ExecutionReport> Completion => Locked(static execution => execution._phase.Completion);

    /// <summary>Whether its process is down until a test restarts it.</summary>
    public bool IsDown => Locked(static execution => execution._phase.IsDown);

    /// <summary>Whether it goes on only when a test restarts it.</summary>
    internal bool IsBlocked => Locked(static execution => execution._phase.IsBlocked);

    public int Invocations => Locked(static execution => execution._current.Count);

    /// <summary>Which run it is in, from 1, at this moment.</summary>
    public int RunNumber => Locked(static execution => execution._journal.RunNumber);

    /// <summary>The histories of the runs before, the first run first. A copy, at this moment.</summary>
    public IReadOnlyList<IReadOnlyList<HistoryEvent>> PastEvents => Locked(static execution => execution._journal.PastLogs.Select(static log => log.Events.ToArray()).ToArray());

    /// <summary>What it says of itself, at this moment; null for nothing.</summary>
    public string? Status => Locked(static execution => execution._journal.Status);

    /// <summary>How many calls for pages of the state each invocation took. A copy, at this moment.</summary>
    public IReadOnlyList<int> StateCalls => Locked(static execution => execution._current.StateCalls);

    /// <summary>A copy, at this moment.</summary>
    public IReadOnlyList<OperationEntry> Operations => Locked(static execution => execution._journal.Entries.ToArray());

    /// <summary>A copy, at this moment.</summary>
    public IReadOnlyList<DurableUpdate> Updates => Locked(static execution => execution._journal.Updates.ToArray());

    /// <summary>A copy, at this moment.</summary>
    public IReadOnlyList<HistoryEvent> Events => Locked(static execution => execution._journal.Log.Events.ToArray());

    /// <summary>What its invocation has begun and not ended, at this moment; nothing between invocations.</summary>
    public IReadOnlyList<PendingOperation> Pending => Locked(static execution => execution._current.Running)?.Pending ?? [];

    /// <summary>Whether it waits for an invoked execution that is blocked, or waits for one that is.</summary>
    internal bool WaitsForBlocked => Locked(static execution => execution._invokes.WaitForBlocked);

    internal void Begin() => _loop.Begin();

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

        return _watch.WhenQuietAsync();
    }

    /// <summary>The process dies now: what is not durable is lost, and nothing happens until <see cref="Restart"/>. Nothing, if it has ended or is down.</summary>
    public void Crash()
    {
        CheckpointLane? lane;
        lock (_lock)
        {
            if (!_phase.TryCrash())
            {
                return;
            }

            _timer.Stop();
            lane = _current.Lane;
        }

        if (lane is not null)
        {
            Crash(lane);
        }
    }

    /// <summary>Goes on from what is durable, after a crash or when blocked, with other code perhaps.</summary>
    public void Restart(DurableFunction? function = null)
    {
        bool beginsLoop;
        lock (_lock)
        {
            if (!_phase.TryRestart(out beginsLoop))
            {
                throw new InvalidOperationException($"Execution '{Name}' has neither crashed nor is it blocked, so it cannot be restarted.");
            }

            Function = function ?? Function;
        }

        if (beginsLoop)
        {
            Begin();
        }
    }

    /// <summary>Ends it as stopped: its tokens are signalled, and nothing of it is recorded any more. Nothing, if it has ended.</summary>
    public void Stop(DurableError? error = null) =>
        EndFromOutside(ExecutionStatus.Stopped, error ?? new DurableError("Execution.Stopped", "The execution was stopped by a request from outside."));

    /// <summary>Asks it to cancel, durably: what it waits for ends as canceled, and its code cleans up. Nothing, if it was asked before or has ended.</summary>
    public void Cancel(string? reason = null)
    {
        // One that has not begun has nothing to clean up.
        if (!EndFromOutside(ExecutionStatus.Canceled, new RequestedCancel(reason).ToError(), unlessBegun: true))
        {
            _cancels.Request(reason, Function.CleanupTimeoutMilliseconds);
            OnLaneIdle();
        }
    }

    bool IInvocationHost.MayRunStep(OperationId id) => _cancels.MayRunStep(id);

    /// <summary>Completes a callback, which is durable then.</summary>
    internal void EndCallback(CallbackId id, OperationStatus status, string? payload, DurableError? error)
    {
        _outside.EndCallback(id, status, payload, error, Serializer);
        OnLaneIdle();
    }

    /// <summary>Raises an event, which is durable then.</summary>
    /// <exception cref="EventRefusedException">It is not taken.</exception>
    /// <exception cref="PayloadRefusedException">The wait that would get it cannot read the value.</exception>
    internal void RaiseEvent(string name, string? payload, string? eventId)
    {
        if (payload is not null && _outside.FindNextWait(name) is { } wait)
        {
            RequireReadable(wait, payload);
        }

        switch (_outside.Raise(name, payload, eventId))
        {
            case EventRefusal.ExecutionEnded:
                throw EventRefusedException.Ended(Name, name, Locked(static execution => execution._phase.Completion) is { IsCompletedSuccessfully: true, Result.Status: var ended } ? ended : ExecutionStatus.Stopped);
            case EventRefusal.MailboxFull:
                throw EventRefusedException.Full(Name, name, _journal.Mailbox);
        }

        OnLaneIdle();
    }

    internal void HeartbeatCallback(CallbackId id)
    {
        _outside.Heartbeat(id);
        OnLaneIdle();
    }

    /// <summary>Whether a callback can be completed.</summary>
    internal bool IsOpenCallback(OperationId id) => _outside.IsOpenCallback(id);

    /// <summary>Whether code waits for an event there.</summary>
    internal bool IsOpenEventWait(OperationId id) => Locked(execution => !execution._phase.IsOver && execution._journal.Find(id) is { IsPending: true });

    /// <inheritdoc cref="InvokedExecutions.Describe"/>
    internal string? DescribeInvoked(OperationEntry entry) => _invokes.Describe(entry);

    InvokedFunction? IInvocationHost.FindInvoked(OperationId id, string functionName) => _invokes.Find(id, functionName);

    void IInvocationHost.RaiseEvent(OperationId id, EventRaiseOptions options, string name, string? payload, Action<DurableError?> onRaised)
    {
        var refusal = _host.TryRaise(options.Execution, name, payload, RaisedEvent.OwnId(Name, createdAt: 0, id.ToString()));
        _host.OnExchange();
        onRaised(refusal);
    }

    public void OnParked() => OnLaneIdle();

    public void OnResumed()
    {
    }

    /// <summary>There may be something to deliver, or nothing left to run.</summary>
    public void OnLaneIdle()
    {
        KeepStatusOfParked();
        _watch.Request();
    }

    bool ILaneOwner.HasEvents => !_host.Options.PagesState;

    public CommitResult Commit(CheckpointLane lane, IReadOnlyList<PendingCheckpoint> batch)
    {
        var result = _commits.Commit(lane, batch, out var durable);

        // Before anything is acknowledged, so that an invoker is not parked with nothing that could wake it.
        for (var i = 0; i < durable; i++)
        {
            _invokes.Start(batch[i].Update);
        }

        for (var i = 0; i < durable && _host.Options.OnCallbackStarted is not null; i++)
        {
            if (batch[i].Update is { Options: CallbackOptions or EventWaitOptions, Id: var id })
            {
                OperationEntry entry;
                lock (_lock)
                {
                    entry = _journal.Find(id)!;
                }

                _host.Options.OnCallbackStarted(this, entry);
            }
        }

        return result;
    }

    public void Crash(CheckpointLane lane) => _commits.Crash(lane);

    public void OnViolation(HostViolationException violation) => _host.Report(violation);

    void ILoopOwner.BeginRun(string? input) => Input = input;

    void ILoopOwner.OnEnding(InvokedEnd? end)
    {
        if (end is not null)
        {
            OnInvokedEnding?.Invoke(end);
        }
    }

    /// <inheritdoc cref="QuietWatch.Look"/>
    internal ExecutionActivity Look(out DateTimeOffset? nextDue, out long version) => _watch.Look(out nextDue, out version);

    public void OnQuietStand() => _watch.OnQuietStand();

    /// <summary>Nothing is runnable, and nothing is due: it would stand for ever, unless it waits for the outside.</summary>
    /// <param name="version">What the count of changes was when it was seen to be quiet; the outside may have moved it since.</param>
    internal void OnStuck(long version)
    {
        lock (_lock)
        {
            if (version != _current.Version || !_phase.IsUp || _journal.HasOpenCallback || _journal.HasOpenEventWait || WaitsForBlocked)
            {
                return;
            }

            var open = _journal.Entries.Where(static e => !e.Record.IsEnded).ToList();
            var violation = new HostViolationException(
                $"Execution '{Name}' is parked with nothing that could wake it. Open: {ShownList.Of(open.Select(static e => e.ToString()), open.Count)}.");
            _host.Report(violation);
            _phase.Fault(violation);
        }
    }

    // What waits in a running invocation is asked itself; of what is only on record the type is known by its name.
    private void RequireReadable(OperationEntry wait, string payload)
    {
        var what = $"The value of the event '{wait.Record.Name}' of the execution '{Name}'";
        var isKnown = false;
        if (Locked(static execution => execution._current.Running)?.WhyEventUnreadable(wait.Id, payload, out isKnown) is var (expected, cause))
        {
            throw new PayloadRefusedException(what, Name, expected, cause);
        }

        if (!isKnown && wait.Record.Options is EventWaitOptions { ValueType: { } type })
        {
            new ExpectedResult(Name, type, Serializer, new SerializationContext(this, wait.Id)) { What = what }.Require(payload);
        }
    }

    private void KeepStatusOfParked()
    {
        if (!_current.IsParked(out _))
        {
            return;
        }

        lock (_lock)
        {
            _journal.Keep(_current.Lane?.TakeStatusIfIdle());
        }
    }

    private void OnClock()
    {
        lock (_lock)
        {
            _phase.LookWhetherHeld();
        }

        if (!_outside.CompleteDue(out var overdue))
        {
            return;
        }

        if (overdue is var (status, error))
        {
            EndFromOutside(status, error);
        }

        OnLaneIdle();
    }

    // False when it is over, or has begun and must not have.
    private bool EndFromOutside(ExecutionStatus status, DurableError error, bool unlessBegun = false)
    {
        IRunningInvocation? invocation;
        bool beginsLoop;
        lock (_lock)
        {
            if ((unlessBegun && _timer.HasBegun) || !_phase.TryEndFromOutside(status, error, out beginsLoop))
            {
                return false;
            }

            // Under the lock, so that no batch of it becomes durable after its end.
            _current.Lane?.Kill();
            invocation = _current.Running;
        }

        invocation?.Abort(new OperationCanceledException($"The execution '{Name}' ended as {status}."));
        if (beginsLoop)
        {
            Begin();
        }

        return true;
    }

    private T Locked<T>(Func<InMemoryExecution, T> read)
    {
        lock (_lock)
        {
            return read(this);
        }
    }
}
