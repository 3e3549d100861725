using DurableParallel.Records;
using DurableParallel.Running;

namespace DurableParallel.Engine.Turns;

/// <summary>Who an execution is to the function of one of its later runs: it has the name that was given.</summary>
internal sealed class RunIdentity(IExecutionIdentity run) : IExecutionIdentity
{
    public string Name { get; } = RunName.ExecutionOf(run.Name);

    public string Arn => run.Arn;
}
