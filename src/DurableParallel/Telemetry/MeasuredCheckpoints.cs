using System.Diagnostics;
using System.Text;
using DurableParallel.Checkpoints;
using DurableParallel.Hosting;
using DurableParallel.Protocol;
using DurableParallel.Replay;

namespace DurableParallel.Telemetry;

/// <summary>Measures what goes to the journal, and how long it takes to become durable.</summary>
internal sealed class MeasuredCheckpoints : ICheckpointPort
{
    private readonly ICheckpointPort _port;
    private readonly TimeProvider _clock;

    private MeasuredCheckpoints(ICheckpointPort port, TimeProvider clock)
    {
        _port = port;
        _clock = clock;
    }

    /// <summary>The host's own port when nobody listens at this moment.</summary>
    public static ICheckpointPort Around(InvocationRequest request) =>
        DurableTelemetry.CheckpointDuration.Enabled || DurableTelemetry.CheckpointSize.Enabled
            ? new MeasuredCheckpoints(request.Checkpoints, request.Clock)
            : request.Checkpoints;

    public void Submit(in OperationUpdate update, ICheckpointWaiter? waiter)
    {
        var tags = new TagList { { TelemetryTags.OperationType, update.Type.ToWireName() } };
        DurableTelemetry.CheckpointSize.Record(SizeOf(update), tags);
        _port.Submit(update, waiter is null ? null : new Measured(waiter, _clock, _clock.GetTimestamp(), tags));
    }

    public string CallbackIdOf(OperationId id) => _port.CallbackIdOf(id);

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

    private sealed class Measured(ICheckpointWaiter waiter, TimeProvider clock, long submitted, TagList tags) : ICheckpointWaiter
    {
        public void OnAcknowledged(DateTimeOffset timestamp)
        {
            DurableTelemetry.CheckpointDuration.Record(clock.GetElapsedTime(submitted).TotalSeconds, tags);
            waiter.OnAcknowledged(timestamp);
        }
    }
}
