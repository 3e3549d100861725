namespace DurableParallel.Running;

/// <summary>Who an execution is. The ARN may be put together when it is asked for, which few executions ever do.</summary>
internal interface IExecutionIdentity
{
    /// <summary>The execution's name, unique among those of its host.</summary>
    string Name { get; }

    /// <summary>The execution's ARN, the same in every run.</summary>
    string Arn { get; }
}
