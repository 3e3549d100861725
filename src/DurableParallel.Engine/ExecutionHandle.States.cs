using DurableParallel.Engine.Operations;

namespace DurableParallel.Engine;

/// <content>What the execution is held up by.</content>
public partial class ExecutionHandle
{
    /// <summary>What it is held up by now; none while it only runs, and once it has ended. May read its records.</summary>
    public virtual IReadOnlyList<ExecutionState> States => Execution is var run && run.ReadFacts().IsEnded ? [] : StateSet.ToList(run.ReadStates());
}
