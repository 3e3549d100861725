using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using DurableParallel.Records;
using DurableParallel.Telemetry;

namespace DurableParallel.Running.Watching;

/// <summary>Measures what goes to the journal, and how long it takes to become durable.</summary>
/// <remarks>
/// A listener is the user's code, and <see cref="Submit"/> is called under the gate of the invocation: sizes are kept there and
/// told with the next acknowledgement, which comes outside of it.
/// </remarks>
internal sealed class MeasuredCheckpoints : ICheckpointPort
{
    private readonly ICheckpointPort _port;
    private readonly TimeProvider _clock;
    private readonly ConcurrentQueue<(long Bytes, TagList Tags)> _untold = new();

    private MeasuredCheckpoints(ICheckpointPort port, TimeProvider clock)
    {
        _port = port;
        _clock = clock;
    }

    /// <summary>The host's own port when nobody listens at this moment.</summary>
    public static ICheckpointPort Around(ICheckpointPort port, TimeProvider clock) =>
        DurableTelemetry.CheckpointDuration.Enabled || DurableTelemetry.CheckpointSize.Enabled
            ? new MeasuredCheckpoints(port, clock)
            : port;

    public void Submit(in OperationUpdate update, ICheckpointWaiter? waiter)
    {
        var tags = new TagList { { TelemetryTags.OperationType, update.Type.ToWireName() } };
        _untold.Enqueue((SizeOf(update), tags));
        _port.Submit(update, waiter is null ? null : new Measured(this, waiter, _clock.GetTimestamp(), tags));
    }

    public void Expedite() => _port.Expedite();

    public void DropStep(OperationId id) => _port.DropStep(id);

    public void RequireEvents(string call) => _port.RequireEvents(call);

    public bool SetStatus(OperationId? context, string? status) => _port.SetStatus(context, status);

    public string CallbackIdOf(OperationId id) => _port.CallbackIdOf(id);

    private void Tell(long submitted, in TagList tags)
    {
        while (_untold.TryDequeue(out var size))
        {
            Listeners.Record(DurableTelemetry.CheckpointSize, size.Bytes, size.Tags);
        }

        Listeners.Record(DurableTelemetry.CheckpointDuration, _clock.GetElapsedTime(submitted).TotalSeconds, tags);
    }

    private static long SizeOf(in OperationUpdate update)
    {
        long bytes = Utf8(update.Payload);
        if (update.Error is { } error)
        {
            bytes += Utf8(error.ErrorType) + Utf8(error.ErrorMessage) + Utf8(error.ErrorData) + (error.StackTrace ?? []).Sum(Utf8);
        }

        return bytes;
    }

    private static int Utf8(string? text) => text is null ? 0 : Encoding.UTF8.GetByteCount(text);

    private sealed class Measured(MeasuredCheckpoints owner, ICheckpointWaiter waiter, long submitted, TagList tags) : ICheckpointWaiter
    {
        public void OnAcknowledged(DateTimeOffset timestamp)
        {
            owner.Tell(submitted, tags);
            waiter.OnAcknowledged(timestamp);
        }
    }
}
