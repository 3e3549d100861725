using DurableParallel.Running.Activity;

namespace DurableParallel.Running.Operations;

/// <summary>
/// Watches a finished context that runs again for its children. Nothing begins in it, so where it waits for what had not
/// ended, it would wait for ever: the code is not the one that ended.
/// </summary>
internal sealed class RerunWatch(Invocation invocation) : IParkListener
{
    private DurableContext? _context;

    public void Observe(DurableContext context) => _context = context;

    public void OnParked(in ActivityHold above)
    {
        if (_context is { } context && invocation.Operations.FindStuck(context.Node) is { } stuck)
        {
            invocation.Drift(DriftCheck.StuckInRerun(context.Place, stuck.Description));
        }
    }
}
