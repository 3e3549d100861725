using System.Globalization;
using DurableParallel.Records;
using DurableParallel.Running;
using DurableParallel.Running.Operations;

namespace DurableParallel.Races;

/// <summary>
/// A race: which of several operations ended first. Its one record is a SUCCEED with the winner's place in the list,
/// which is durable before anybody sees it and is never decided again. What the winner ended with is not its affair.
/// <list type="bullet">
/// <item><b>no record</b>: the first that has ended wins, else parked until one does.</item>
/// <item><b>SUCCEEDED</b>: return the recorded place, whatever has ended since.</item>
/// </list>
/// </summary>
internal sealed class RaceOperation(DurableContext context, OperationHeader header, DurableOperation[] raced)
    : RecordedOperation<int>(context, header), IEndWatcher
{
    public override bool IsExternal => false;

    public override string Description => $"the first of {RacedOperations.Describe(raced)}";

    /// <summary>There is no START.</summary>
    protected override bool IsRecordedWhenCalled => false;

    public void OnEnded(DurableOperation ended)
    {
        if (Operations.Resume(this))
        {
            Win(Array.IndexOf(raced, ended));
        }
    }

    public override void OnAcknowledged(DateTimeOffset timestamp)
    {
        EndTimestamp = timestamp;
        QueueEnd();
    }

    public override void Execute()
    {
        Invocation.Watches.StopWatching(this, raced);
        ResumeAwaiters();
    }

    protected override void Replay(OperationRecord record)
    {
        if (record.Status != OperationStatus.Succeeded
            || !int.TryParse(record.Payload, NumberStyles.None, CultureInfo.InvariantCulture, out var winner))
        {
            Invocation.Abort(DriftCheck.UnreadableWinner(Header, Path));
            return;
        }

        if (winner >= raced.Length)
        {
            Invocation.Drift(DriftCheck.WinnerMissing(Header, Path, winner, raced.Length));
            return;
        }

        SetValue(winner);
        CompleteNow();
    }

    protected override void StartOrContinue(OperationRecord? record)
    {
        var winner = Invocation.Watches.ParkUntilEnd(this, raced);
        if (winner >= 0)
        {
            Win(winner);
        }
    }

    protected override void QueueEnd() => Invocation.Scheduler.Queue(this);

    private void Win(int winner)
    {
        SetValue(winner);
        TrySubmit(Header.Succeed(winner.ToString(CultureInfo.InvariantCulture)), this);
    }
}
