using System.Collections.Concurrent;

namespace DurableParallel.Snippets.Samples;

#region PluginSample
/// <summary>Remembers every step that took longer than a limit, over all executions of a function.</summary>
public sealed class SlowSteps(TimeSpan limit) : DurablePlugin
{
    public ConcurrentQueue<string> Found { get; } = new();

    public override void OnOperationEnd(OperationInfo info)
    {
        if (info.Type == OperationType.Step && info.EndTimestamp - info.StartTimestamp > limit)
        {
            Found.Enqueue($"{info.ExecutionArn}: {info.Name}, attempt {info.Attempt}");
        }
    }
}
#endregion
