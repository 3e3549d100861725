using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Running.Activity;
using DurableParallel.Running.Operations;
using DurableParallel.Running.Watching;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Running;

/// <summary>
/// One run of a function by a host: from its first line to its outcome, its suspension or its fault. The one door
/// between hosts and the replay core.
/// </summary>
internal sealed class Invocation : IActivityObserver, IContextOwner, IContextBodyOwner<string?>, IThreadPoolWorkItem
{
    private readonly InvocationGate _gate = new();
    private readonly ICheckpointPort _journal;
    private readonly Mailbox _mailbox;
    private TaskCompletionSource<InvocationOutcome>? _completion;
    private InvocationOutcome _outcome;
    private NextRun? _nextRun;
    private int _branchesJoined;
    private volatile bool _isOver;
    private HostUpdates _updates;

    private Invocation(InvocationRequest request)
    {
        Request = request;
        _updates = new HostUpdates(request.UpdatedOperations);
        Limits = new LimitGuard(request);
        Events = InvocationEvents.For(request);
        Activity = new ActivityTree(_gate, this, request.QuietClock, request.Scheduler);
        _mailbox = new Mailbox(_gate, Activity, Events);
        _journal = MeasuredCheckpoints.Around(request.Checkpoints, request.Clock);
    }

    /// <summary>Completes once, with the outcome; never faults. Continuations run asynchronously. Made for those who ask.</summary>
    public Task<InvocationOutcome> Completion
    {
        get
        {
            var completion = Volatile.Read(ref _completion);
            if (completion is null)
            {
                var made = new TaskCompletionSource<InvocationOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
                completion = Interlocked.CompareExchange(ref _completion, made, null) ?? made;
            }

            if (_isOver)
            {
                completion.TrySetResult(_outcome);
            }

            return completion.Task;
        }
    }

    /// <summary>Whether at this moment every context is parked and waits for the host.</summary>
    public bool IsParked => Activity.IsParked;

    /// <summary>Whether at this moment something waits for the host, be other contexts active or not.</summary>
    public bool AwaitsHost => Activity.AwaitsHost;

    /// <summary>What has not ended at this moment, and who waits for it. Only for messages.</summary>
    public IReadOnlyList<PendingOperation> Pending => Operations.List();

    string IContextOwner.Description => $"the function of execution '{Request.Execution.Name}'";

    internal InvocationRequest Request { get; }

    /// <summary>Whether all that is on record was seen by the code, but for what the host has changed since.</summary>
    internal bool IsResumed => Request.IsResumed;

    internal LimitGuard Limits { get; }

    /// <summary>The fence: once set, nothing of the invocation runs a body, writes or completes.</summary>
    internal bool IsEnded => _gate.IsEnded;

    /// <summary>Which contexts are active and which are parked.</summary>
    internal ActivityTree Activity { get; }

    // What has no state of its own is made where it is needed: there may be very many invocations.
    internal OpenOperations Operations => new(_gate, Activity, _mailbox);

    internal EndWatches Watches => new(_gate, Activity);

    internal ScopeCancellation Cancellation => new(_gate, Activity);

    internal CheckpointGate Checkpoints => new(_gate, _journal, Scheduler, Events);

    internal WorkScheduler Scheduler => Request.Scheduler;

    /// <summary>Told of everything that plugins hear; null where nobody watches.</summary>
    internal InvocationEvents? Events { get; }

    internal ILogger Logger => Request.Logger;

    /// <summary>The context of this invocation whose body the caller is in, or null.</summary>
    internal DurableContext? CurrentContext =>
        BodyFrame.Current is DurableContext context && ReferenceEquals(context.Invocation, this) ? context : null;

    /// <summary>Begins to run the function on the request's scheduler, and returns at once.</summary>
    public static Invocation Start(InvocationRequest request)
    {
        var invocation = new Invocation(request);
        var function = request.Function;
        var root = new DurableContext(
            invocation,
            invocation.Activity.Root,
            id: null,
            recordedId: null,
            invocation,
            function.Body,
            function.Serializer);
        invocation.Scheduler.Queue(new ContextBody<string?>(root, invocation));
        return invocation;
    }

    /// <summary>
    /// An operation has changed outside the function: a delay is over, a retry is due. The change is durable already.
    /// What the function has not asked for yet is kept for it. False when the invocation has ended.
    /// </summary>
    public bool Deliver(OperationId id, OperationRecord record) => _mailbox.Deliver(id, record);

    /// <summary>Why the operation that waits for an event cannot read a value; null when it can, or none of that id waits in this invocation.</summary>
    public (Type Expected, Exception Cause)? WhyEventUnreadable(OperationId wait, string? payload, out bool isKnown)
    {
        var reader = Operations.FindAwaitingHost(wait) as IEventReader;
        isKnown = reader is not null;
        return reader?.WhyUnreadable(payload) is { } cause ? (reader.ValueType, cause) : null;
    }

    /// <summary>Ends the invocation as suspended if every context is parked; returns whether it is ended now.</summary>
    public bool TrySuspend()
    {
        if (TryEnd(onlyIfParked: true))
        {
            Complete(new InvocationOutcome(InvocationOutcomeKind.Suspended));
        }

        return IsEnded;
    }

    /// <summary>Ends the invocation from outside as faulted: nothing of it runs a body, writes or completes any more.</summary>
    public void Abort(Exception fault)
    {
        SignalTokens();
        End(new InvocationOutcome(InvocationOutcomeKind.Faulted, Fault: fault));
    }

    void IActivityObserver.OnActivityChanged()
    {
        if (!Activity.IsInactive)
        {
            if (!Request.SuspendWhenParked)
            {
                Request.Host.OnResumed();
            }

            return;
        }

        var deadlocked = Activity.ClaimDeadlocked();
        if (deadlocked.Count > 0)
        {
            FailDeadlocked(deadlocked);
        }
        else if (Request.SuspendWhenParked)
        {
            TrySuspend();
        }
        else
        {
            Request.Host.OnParked();
        }
    }

    Task IContextBodyOwner<string?>.CallBody(DurableContext context) =>
        Events is null || Events.TryStart() ? Request.Function.RunAsync(context, Request.Input) : Task.CompletedTask;

    string? IContextBodyOwner<string?>.ValueOf(Task ended, DurableContext context) =>
        ended == Task.CompletedTask || _nextRun is not null ? null : Request.Function.WriteResult(ended, context);

    void IContextBodyOwner<string?>.OnBodyEnded(string? value, Exception? exception)
    {
        try
        {
            CheckPayload(LimitGuard.Execution, Request.Execution.Name, value, new SerializationContext(Request.Execution, operation: null));
        }
        catch (DurableLimitException tooLarge)
        {
            exception ??= tooLarge;
        }

        End(
            exception switch
            {
                null when _nextRun is { } next => new InvocationOutcome(InvocationOutcomeKind.Continued, next.Input),
                null => new InvocationOutcome(InvocationOutcomeKind.Succeeded, value),
                _ when Request.Cancel is { } cancel && RequestedCancel.IsReasonOf(exception) => new InvocationOutcome(InvocationOutcomeKind.Canceled, Error: cancel.ToError()),
                _ => new InvocationOutcome(InvocationOutcomeKind.Failed, Error: ErrorRecorder.FromException(exception)),
            },
            exception);
    }

    /// <summary>The execution is about to be canceled: the tokens of its code are signalled, and those that it asks for from now on. What it does then is for the next invocation to go on from.</summary>
    public void SignalTokens() => TokenCancellation.QueueAll(this);

    /// <summary>What is on record of an operation by now: the history, unless the host has delivered what came later.</summary>
    internal OperationRecord? Find(OperationId id)
    {
        var delivered = _mailbox.Take(id);
        var recorded = Request.History.Find(id);
        return delivered is null || (recorded is not null && OperationProgress.IsBehind(delivered, recorded)) ? recorded : delivered;
    }

    /// <summary>The record of an operation. Where something else was recorded in its place, the invocation ends as drifted.</summary>
    internal OperationRecord? FindRecorded(DurableContext context, in OperationHeader asked, out bool hasDrifted)
    {
        var record = Find(asked.Id);
        hasDrifted = record is null ? CountBelow(asked.Id) > 0 : !DriftCheck.Fits(asked, record, Request.MayHaveStandardSubTypes);
        if (hasDrifted)
        {
            var path = context.PathOf(asked.Id, record?.Name);
            Drift(record is null ? DriftCheck.WasFlat(asked, path) : DriftCheck.Differs(asked, path, record), DriftCheck.SidesOf(asked, path, record));
        }
        else if (record is not null)
        {
            Events?.OnMet(asked.Id, record);
        }

        return record;
    }

    /// <summary>Whether something is on record below a flat context. Where an operation was recorded in its place, the invocation ends as drifted.</summary>
    internal bool FindFlat(DurableContext context, in OperationHeader asked, out bool hasDrifted)
    {
        var record = Find(asked.Id);
        hasDrifted = record is not null;
        if (record is not null)
        {
            var path = context.PathOf(asked.Id, record!.Name);
            Drift(DriftCheck.IsFlatNow(asked, path, record), DriftCheck.SidesOf(asked, path, record));
        }

        return !hasDrifted && CountBelow(asked.Id) > 0;
    }

    /// <summary>A scope of that id that the code waits for, as it is now; null when there is none. Safe from any thread.</summary>
    internal ScopeView? LookAtScope(string id) => Operations.FindWait<IScopeWait>(id)?.Look();

    /// <summary>Whether an earlier invocation has seen the end of an operation that is on record as ended.</summary>
    internal Novelty NoveltyOf(OperationId id) => _updates.Contains(id) || _mailbox.CameEarly(id) ? Novelty.New : Novelty.Known;

    internal int CountBelow(OperationId? id) => Request.History.CountBelow(id);

    /// <summary>Ends the invocation because code and history disagree. Never thrown into the function, where a catch would swallow it.</summary>
    internal void Drift(string explanation, DriftDifference? difference = null) =>
        Abort(new NonDeterministicExecutionException(explanation, likelyCause: null) { Difference = difference });

    /// <summary>Likewise, of a finished context whose code comes to another end, perhaps by an exception.</summary>
    internal void DriftInRerun(string context, string stored, string found, Exception? cause)
    {
        var explanation = DriftCheck.RerunEndsOtherwise(context, stored, found);
        if (cause is null)
        {
            Drift(explanation);
        }
        else
        {
            Drift(explanation, cause);
        }
    }

    /// <summary>Likewise, where an exception in the code led to it.</summary>
    internal void Drift(string explanation, Exception cause) => Abort(new NonDeterministicExecutionException(explanation, cause));

    /// <summary>A context says what the execution is doing.</summary>
    internal void SetStatus(DurableContext context, string? status)
    {
        if (Checkpoints.SetStatus(context.Node, context.Id, status))
        {
            Events?.OnStatusSet(status);
        }
    }

    /// <summary>How many branches the scopes have that the function itself has joined.</summary>
    internal int BranchesJoined => Volatile.Read(ref _branchesJoined);

    /// <summary>The function has joined a scope.</summary>
    internal void CountJoined(int branches) => Interlocked.Add(ref _branchesJoined, branches);

    /// <summary>The function goes on with a new run once it returns. False when that was said before.</summary>
    internal bool TryContinue(NextRun next) => Interlocked.CompareExchange(ref _nextRun, next, null) is null;

    /// <summary>Whether a context or one above it has ended while the invocation goes on.</summary>
    internal bool HasEnded(ActivityNode context) => !IsEnded && context.IsUnderEndedContext;

    /// <summary>Refuses a payload that no host takes, before anything of it is recorded.</summary>
    internal void CheckPayload(string subType, string? name, string? payload, in SerializationContext place) =>
        Limits.CheckPayload(subType, name, payload, place);

    private static void FailDeadlocked(List<DurableOperation> waits)
    {
        var list = ShownList.Of(waits.Select(static wait => $"{wait.Context.Description} waits for {wait.Description}"), waits.Count);
        foreach (var wait in waits)
        {
            wait.EndWith(Misuse.Of(
                $"Deadlock: every context waits for another, and nothing from outside can wake one: {list}. "
                + "Register the awaited branch earlier, raise MaxConcurrency, or break the circle."));
        }
    }

    private bool TryEnd(bool onlyIfParked)
    {
        if (!Activity.End(onlyIfParked))
        {
            return false;
        }

        _mailbox.Clear();
        return true;
    }

    private void End(InvocationOutcome outcome, Exception? error = null)
    {
        if (TryEnd(onlyIfParked: false))
        {
            Complete(outcome, error);
        }
    }

    /// <summary>The outcome is final: the plugins hear of it, and then the host.</summary>
    private void Complete(InvocationOutcome outcome, Exception? error = null)
    {
        if (Events is null)
        {
            Tell(outcome);
        }
        else
        {
            Events.End(outcome, error, () => Tell(outcome));
        }
    }

    private void Tell(in InvocationOutcome outcome)
    {
        _outcome = outcome;
        _isOver = true;

        // Whoever asks for the task from here on sees the outcome; whoever asked before is told.
        Interlocked.MemoryBarrier();
        _completion?.TrySetResult(outcome);
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>The host is told in a work item of its own, outside of every lock.</summary>
    void IThreadPoolWorkItem.Execute() => Request.Host.OnEnded(_outcome);
}
