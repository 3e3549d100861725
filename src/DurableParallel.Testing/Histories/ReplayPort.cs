using DurableParallel.Records;
using DurableParallel.Running;

namespace DurableParallel.Testing.Histories;

/// <summary>The host of a replay: whatever goes beyond the history is noted, and never becomes durable.</summary>
internal sealed class ReplayPort(RecordedExecution recorded, string name) : ICheckpointPort, IInvocationHost
{
    private readonly Lock _lock = new();
    private OperationUpdate? _first;

    /// <summary>The first that the code asked for beyond what is on record; null when it asked for nothing.</summary>
    public OperationUpdate? First
    {
        get
        {
            lock (_lock)
            {
                return _first;
            }
        }
    }

    public void Submit(in OperationUpdate update, ICheckpointWaiter? waiter)
    {
        lock (_lock)
        {
            _first ??= update;
        }
    }

    // It has no place in a history, so nothing tells what was said before.
    public bool SetStatus(OperationId? context, string? status) => false;

    public string CallbackIdOf(OperationId id) => recorded.CallbackIds.GetValueOrDefault(id.Hex) ?? new CallbackId(name, id).ToString();

    public void OnParked()
    {
    }

    public void OnResumed()
    {
    }
}
