using DurableParallel.Records;
using DurableParallel.Running.Operations;

namespace DurableParallel.Waits;

/// <summary>
/// A durable delay, of which the host keeps the due time.
/// <list type="bullet">
/// <item><b>no record</b>: START, then parked until the host says that it is over.</item>
/// <item><b>STARTED</b>: parked until then.</item>
/// <item><b>SUCCEEDED</b>: over.</item>
/// </list>
/// </summary>
internal sealed class WaitOperation(DurableContext context, OperationHeader header, long milliseconds)
    : RecordedOperation<Nothing>(context, header)
{
    public override void OnAcknowledged(DateTimeOffset timestamp) => Operations.Park(this);

    public override void OnDelivered(OperationRecord record)
    {
        EndTimestamp = record.EndTimestamp;
        QueueEnd();
    }

    public override void Execute() => ResumeAwaiters();

    protected override void Replay(OperationRecord record) => CompleteNow();

    protected override void StartOrContinue(OperationRecord? record)
    {
        if (record is not null)
        {
            Operations.Park(this);
        }
        else
        {
            TrySubmit(Header.Start(milliseconds), this);
        }
    }

    protected override void QueueEnd() => Invocation.Scheduler.Queue(this);
}
