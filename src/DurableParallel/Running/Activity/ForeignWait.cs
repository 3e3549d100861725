using DurableParallel.Running.Operations;

namespace DurableParallel.Running.Activity;

/// <summary>
/// A context whose body waits, through the framework, for an operation of another context. It counts as one that awaits
/// until the operation ends, and is then held until the operation's continuations have run, which are its body's too.
/// </summary>
internal sealed class ForeignWait(ActivityTracker tracker, ActivityNode waiting) : IEndWatcher
{
    public ActivityNode Waiting { get; } = waiting;

    public void OnEnded(DurableOperation ended) => new ActivityHold(tracker, Waiting).Dispose();
}
