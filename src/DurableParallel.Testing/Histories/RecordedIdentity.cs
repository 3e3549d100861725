using DurableParallel.Running;

namespace DurableParallel.Testing.Histories;

/// <summary>Who the recorded execution was, as far as file and options say.</summary>
internal sealed class RecordedIdentity(RecordedExecution recorded, HistoryReplayOptions options) : IExecutionIdentity
{
    public string Arn { get; } = options.ExecutionArn ?? recorded.Arn ?? "recorded";

    public string Name { get; } = options.ExecutionName
        ?? recorded.Name
        ?? ((options.ExecutionArn ?? recorded.Arn)?.Split('/') is [.., var name, _] ? name : "recorded");
}
