using DurableParallel.Running.Activity;
using DurableParallel.Running.Watching;

namespace DurableParallel.Running.Operations;

/// <summary>
/// What the body of a step needs while it runs: a flow of control that is marked as a step's, and somebody to continue
/// when its task ends. Most steps of a context run one after the other, so a context keeps one lane for the next of them;
/// a body that runs beside another has a lane of its own.
/// </summary>
internal sealed class StepLane : IStepFrame, IThreadPoolWorkItem
{
    private readonly Action _onEnded;
    private IStepBodyOwner? _owner;
    private Task? _pending;
    private ExecutionContext? _outer;
    private ExecutionContext? _marked;

    public StepLane() => _onEnded = OnEnded;

    /// <summary>The services of the attempt that runs here, once it has asked for some.</summary>
    public AttemptServices? Services { get; set; }

    /// <summary>What plugins know of the attempt that runs here; null where nobody watches.</summary>
    public UserFunctionRun? Run { get; set; }

    /// <summary>The limits of the attempt that runs here; null where it has none.</summary>
    public AttemptLimit? Limit { get; set; }

    /// <summary>Of the step that runs here now; whoever an earlier one left behind is told no other.</summary>
    public string Description => _owner?.Description ?? "a step that has ended";

    /// <summary>Marks the flow of control as that of the owner's body, and returns what <see cref="Exit"/> restores.</summary>
    public ExecutionContext? Enter(IStepBodyOwner owner)
    {
        _owner = owner;
        var outer = ExecutionContext.Capture();
        if (outer is not null && ReferenceEquals(outer, _outer))
        {
            ExecutionContext.Restore(_marked!);
            return outer;
        }

        BodyFrame.Current = this;
        (_outer, _marked) = (outer, ExecutionContext.Capture());
        return outer;
    }

    /// <summary>Restores the caller's flow as a whole, which also takes back what a synchronous body did to it, as an async method would.</summary>
    public static void Exit(ExecutionContext? outer) => BodyFlow.Restore(outer);

    /// <summary>Tells the owner when the body's task ends; by then the lane may be used again.</summary>
    public void Await(Task pending)
    {
        _pending = pending;
        pending.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(_onEnded);
    }

    /// <summary>The body has ended; nothing of its step is kept.</summary>
    public void Leave() => (_owner, Services, Run, Limit) = (null, null, null, null);

    void IThreadPoolWorkItem.Execute() => OnEnded();

    private void OnEnded()
    {
        if (_owner!.Scheduler.TryHold(this))
        {
            return;
        }

        var ended = _pending!;
        _pending = null;
        _owner.OnBodyEnded(this, ended);
    }
}
