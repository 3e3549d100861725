using System.Collections.Concurrent;

namespace DurableParallel.Contract.Plugins;

/// <summary>Writes down what it is told, in the order of the calls, as short lines.</summary>
internal sealed class RecordingPlugin(string prefix = "") : DurablePlugin
{
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];

    public ConcurrentQueue<InvocationStartInfo> Starts { get; } = new();

    public ConcurrentQueue<InvocationEndInfo> Ends { get; } = new();

    public ConcurrentQueue<OperationInfo> OperationStarts { get; } = new();

    public ConcurrentQueue<OperationInfo> OperationEnds { get; } = new();

    public ConcurrentQueue<OperationChangeInfo> Changes { get; } = new();

    public ConcurrentQueue<UserFunctionInfo> FunctionStarts { get; } = new();

    public ConcurrentQueue<UserFunctionEndInfo> FunctionEnds { get; } = new();

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock)
            {
                return [.. _lines];
            }
        }
    }

    public override void OnInvocationStart(InvocationStartInfo info)
    {
        Starts.Enqueue(info);
        Write("invocation");
    }

    public override ValueTask OnInvocationEndAsync(InvocationEndInfo info)
    {
        Ends.Enqueue(info);
        Write($"/invocation {info.Status}");
        return default;
    }

    public override void OnOperationStart(OperationInfo info)
    {
        OperationStarts.Enqueue(info);
        Write($"{info.Name}{(info.IsReplay ? " again" : "")}");
    }

    public override void OnOperationEnd(OperationInfo info)
    {
        OperationEnds.Enqueue(info);
        Write($"/{info.Name} {info.Status}");
    }

    public override void OnOperationChange(OperationChangeInfo info)
    {
        Changes.Enqueue(info);
        foreach (var operation in info.UpdatedOperations.Values)
        {
            Write($"~{operation.Name} {operation.Status}");
        }
    }

    public override void OnUserFunctionStart(UserFunctionInfo info)
    {
        FunctionStarts.Enqueue(info);
        Write($"run {info.Name} {info.Attempt}");
    }

    public override void OnUserFunctionEnd(UserFunctionEndInfo info)
    {
        FunctionEnds.Enqueue(info);
        Write($"/run {info.Name} {info.Attempt} {info.Outcome}");
    }

    private void Write(string line)
    {
        lock (_lock)
        {
            _lines.Add(prefix + line);
        }
    }
}
