using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Turns;
using DurableParallel.Running;

namespace DurableParallel.Engine.Serving;

/// <summary>Hands the records of a served execution over to the journal. Guarded by the execution.</summary>
internal sealed class ServedRecords(IExecutionRecords execution)
{
    /// <summary>How many bytes there are.</summary>
    public long Bytes { get; set; }

    /// <summary>Completes when the last one is durable.</summary>
    public Task Durable { get; private set; } = Task.CompletedTask;

    /// <exception cref="EngineStoppedException">The engine takes no records any more, or has no memory for this one.</exception>
    public void Append(RecordBuffer buffer, long now, Action? onDurable = null)
    {
        var waiter = new DurableWaiter(onDurable);
        Bytes += buffer.Length;
        Durable = execution.Append(buffer.Written, waiter, now, tag: 0)
            ? waiter.Task
            : throw new EngineStoppedException("The engine takes no records of the execution any more: it was stopped, or has no memory for them.");
    }

    public void Append(in OperationChange change, long now, Action? onDurable = null)
    {
        var buffer = RecordBuffer.Scratch();
        OperationCodec.Write(buffer, change);
        Append(buffer, now, onDurable);
    }

    public void AppendMark(int ordinal, long now, Action? onDurable = null)
    {
        var buffer = RecordBuffer.Scratch();
        HoldMark.Write(buffer, ordinal, now - execution.CreatedAt);
        Append(buffer, now, onDurable);
    }

    private sealed class DurableWaiter(Action? onDurable) : ICheckpointWaiter
    {
        private readonly TaskCompletionSource _durable = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Task => _durable.Task;

        public void OnAcknowledged(DateTimeOffset timestamp)
        {
            onDurable?.Invoke();
            _durable.TrySetResult();
        }
    }
}
