using DurableParallel.Records;
using DurableParallel.Running.Activity;

namespace DurableParallel.Running.Operations;

/// <summary>
/// Something durable that a context waits for. While it is pending it is either counted, because something of it is in
/// progress, or parked. Its awaiters resume inline in a work item of their own, which is counted too.
/// </summary>
internal abstract class DurableOperation(DurableContext context) : ICheckpointWaiter, IThreadPoolWorkItem, ILinked<DurableOperation>
{
    private long _endTicks;
    private OperationMarks _marks;
    private bool _isSeen;
    private bool _isListed;

    public DurableContext Context { get; } = context;

    public abstract OperationId Id { get; }

    public ActivityNode Node => Context.Node;

    /// <summary>What the caller awaits.</summary>
    public abstract Task Task { get; }

    /// <summary>Whether a parked operation waits for its host, and not for something of this invocation.</summary>
    public virtual bool IsExternal => true;

    /// <summary>Whether a parked operation ends as canceled when its branch is released.</summary>
    public virtual bool IsReleasable => true;

    /// <summary>Guarded by the gate of the invocation, like the members below.</summary>
    public bool IsTracked
    {
        get => (_marks & OperationMarks.Tracked) != OperationMarks.None;
        set => Mark(OperationMarks.Tracked, value);
    }

    public bool IsCounted
    {
        get => (_marks & OperationMarks.Counted) != OperationMarks.None;
        set => Mark(OperationMarks.Counted, value);
    }

    public bool IsAwaited
    {
        get => (_marks & OperationMarks.Awaited) != OperationMarks.None;
        set => Mark(OperationMarks.Awaited, value);
    }

    /// <summary>Whether it can never end, in a finished context that is run again.</summary>
    public bool IsForEver
    {
        get => (_marks & OperationMarks.ForEver) != OperationMarks.None;
        set => Mark(OperationMarks.ForEver, value);
    }

    /// <summary>Whether code has awaited the operation or given it to a combinator, as far as this library sees it.</summary>
    public bool IsSeen
    {
        get => Volatile.Read(ref _isSeen);
        private set => Volatile.Write(ref _isSeen, value);
    }

    /// <summary>Whether an earlier invocation has seen the end. What ends in this one is new, unless it only comes to what is on record.</summary>
    public Novelty Novelty { get; protected set; } = Novelty.New;

    /// <summary>Those who are told of the end, beside the awaiters.</summary>
    public List<IEndWatcher>? Watchers { get; set; }

    public DurableOperation? Next { get; set; }

    public DurableOperation? Previous { get; set; }

    protected Invocation Invocation => Context.Invocation;

    protected ActivityTree Activity => Context.Invocation.Activity;

    protected OpenOperations Operations => Context.Invocation.Operations;

    protected CheckpointGate Checkpoints => Context.Invocation.Checkpoints;

    /// <summary>The recorded end, once there is one.</summary>
    public DateTimeOffset? EndTimestamp
    {
        get => _endTicks == 0 ? null : new DateTimeOffset(_endTicks, TimeSpan.Zero);
        protected set => _endTicks = value?.UtcTicks ?? 0;
    }

    /// <summary>The checkpoint that this operation waits for is durable.</summary>
    public virtual void OnAcknowledged(DateTimeOffset timestamp)
    {
    }

    /// <summary>Whether a record that the host delivers is what this parked operation waits for, and not an older one once more.</summary>
    public virtual bool IsAwaiting(OperationRecord record) => record.IsEnded;

    /// <summary>The host has news of this parked operation, which is counted again.</summary>
    public virtual void OnDelivered(OperationRecord record)
    {
    }

    /// <summary>Whether a parked operation waits for a branch of this invocation.</summary>
    public bool IsSiblingWait => IsReleasable && !IsExternal;

    /// <summary>What the operation waits for, as messages name it.</summary>
    public abstract string Description { get; }

    /// <summary>Whether awaiting the operation, which has ended, throws that it was canceled.</summary>
    protected abstract bool HasEndedAsCanceled { get; }

    /// <summary>Throws what an operation that has ended failed with, if it did.</summary>
    public abstract void ThrowIfFailed();

    /// <summary>Ends the operation, which is counted, with an exception that is not recorded.</summary>
    public abstract void EndWith(Exception exception);

    /// <summary>One counted piece of work, on the scheduler.</summary>
    public abstract void Execute();

    void IThreadPoolWorkItem.Execute()
    {
        if (!Invocation.Scheduler.TryHold(this))
        {
            Execute();
        }
    }

    /// <summary>The operation that a task stands for; null for any other task.</summary>
    // The state of our tasks is their operation; whoever puts one into a task of their own does not have ours.
    public static DurableOperation? Of(Task? task) =>
        task?.AsyncState is DurableOperation operation && ReferenceEquals(operation.Task, task) ? operation : null;

    /// <summary>Lets a body await the operation. Returns what its continuation is to be registered on.</summary>
    /// <param name="frame">Whose body it is: a context or a step; null where the flow of control does not tell.</param>
    /// <returns>This operation in its own context, and a wait for it in another one, so that the context parks that waits.</returns>
    /// <exception cref="InvalidOperationException">It is the body of a step, or the operation can never end.</exception>
    public abstract DurableOperation AwaitedIn(object? frame);

    /// <summary>Registers a continuation that the operation resumes, and lets its context know that it is awaited.</summary>
    public void Await(Action continuation)
    {
        Task.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(continuation);
        OnAwaited();
    }

    /// <summary>Whether it is worth a line when a body returns without having awaited it.</summary>
    public virtual bool CountsAsLeft(bool hasEnded) => true;

    /// <summary>Code is about to await the task through our awaiter, or has given it to a combinator.</summary>
    public void OnSeen()
    {
        IsSeen = true;
        if (Volatile.Read(ref _isListed))
        {
            Context.Unseen?.Remove(this);
        }
    }

    /// <summary>Somebody awaits the task through our awaiter, which has registered its continuation.</summary>
    public void OnAwaited() => Operations.Await(this);

    /// <summary>Somebody who awaited the task takes its result.</summary>
    public void OnObserved()
    {
        OnSeen();
        Context.See(Novelty);
        if (EndTimestamp is { } end)
        {
            Context.ObserveEnd(end);
        }

        if (Context.Cancel is not null && HasEndedAsCanceled)
        {
            Context.OnCancelSeen();
        }
    }

    /// <summary>
    /// Completes the task. A failure counts as observed: a record holds it, every replay would fail the task once more, and
    /// where no code looks at it <see cref="LeftBehind"/> says so.
    /// </summary>
    protected void RunTask()
    {
        // Code that awaits it through the framework takes its result unseen.
        if (Novelty != Novelty.Known)
        {
            Context.See(Novelty.Unsure);
        }

        Task.RunSynchronously(TaskScheduler.Default);
        if (Task.IsFaulted)
        {
            _ = Task.Exception;
        }
    }

    /// <summary>Runs the awaiters. The operation must be counted; afterwards it is not.</summary>
    protected void ResumeAwaiters()
    {
        if (Operations.TryClose(this, out var hold))
        {
            if (!IsSeen && Watchers is null)
            {
                Context.RequireUnseen().OnEnding(this);
                Volatile.Write(ref _isListed, true);
            }

            RunTask();
            Invocation.Watches.TellWatchers(this);
            hold.Dispose();
        }
    }

    private void Mark(OperationMarks mark, bool isSet) => _marks = isSet ? _marks | mark : _marks & ~mark;
}
