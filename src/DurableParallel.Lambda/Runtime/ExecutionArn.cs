using DurableParallel.Running;

namespace DurableParallel.Lambda.Runtime;

/// <summary>Who an execution is, by its ARN: ".../durable-execution/&lt;name&gt;/&lt;id&gt;". Other servers have other forms, of which the last part but one is taken for the name.</summary>
internal sealed class ExecutionArn(string arn) : IExecutionIdentity
{
    public string Arn { get; } = arn;

    public string Name { get; } = arn.Split('/') is [.., var name, _] ? name : arn;
}
