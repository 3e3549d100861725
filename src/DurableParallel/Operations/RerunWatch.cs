using DurableParallel.Activity;
using DurableParallel.Hosting;
using DurableParallel.Replay;

namespace DurableParallel.Operations;

/// <summary>
/// Watches a finished context that runs again for its children. Nothing begins in it, so where it waits for what had not
/// ended, it would wait for ever: the code is not the one that ended.
/// </summary>
internal sealed class RerunWatch(Invocation invocation, IContextOwner owner) : IParkListener
{
    private ActivityNode? _node;

    public void Observe(ActivityNode node) => _node = node;

    public void OnParked(in ActivityHold above)
    {
        if (_node is { } node && invocation.Tracker.FindStuck(node) is { } stuck)
        {
            invocation.Drift(DriftCheck.StuckInRerun(owner.Description, stuck.Description));
        }
    }
}
