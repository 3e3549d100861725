using DurableParallel.Running.Operations;

namespace DurableParallel.Running.Activity;

/// <summary>
/// A context whose body waits, through the framework, for an operation of another context. It counts as one that awaits
/// until the operation ends, and is then held until the operation's continuations have run, which are its body's too.
/// </summary>
internal sealed class ForeignWait(ActivityTree tree, ActivityNode waiting) : IEndWatcher
{
    /// <summary>Whether it is known that the body of this context waits for the operation. The caller holds the gate.</summary>
    public static bool Exists(DurableOperation operation, ActivityNode node) =>
        operation.Watchers?.Exists(watcher => watcher is ForeignWait wait && wait.Waiting == node) == true;

    /// <summary>The operation ends: what waits for it through the framework goes on, and is counted from here on. The caller holds the gate.</summary>
    public static void HoldAll(DurableOperation ended)
    {
        if (ended.Watchers is null)
        {
            return;
        }

        foreach (var wait in ended.Watchers.OfType<ForeignWait>())
        {
            wait.Hold();
        }
    }

    public void OnEnded(DurableOperation ended) => new ActivityHold(tree, Waiting).Dispose();

    private ActivityNode Waiting { get; } = waiting;

    private void Hold() => tree.Change(Waiting, busy: 1, awaited: -1);
}
