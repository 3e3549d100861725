using DurableParallel.Records;
using DurableParallel.Running.Operations;

namespace DurableParallel.Scopes.Running;

/// <summary>
/// The wait that ends a scope whose time is up. Nobody awaits it: it tells its <see cref="ScopeDeadline"/>.
/// <list type="bullet">
/// <item><b>no record</b>: START, then parked until the host says that it is over.</item>
/// <item><b>STARTED</b>: parked until then.</item>
/// <item><b>SUCCEEDED</b>: the time of the scope is up.</item>
/// </list>
/// </summary>
internal sealed class DeadlineOperation(ScopeIdentity scope, ScopeDeadline deadline, OperationHeader header, long milliseconds)
    : RecordedOperation<Nothing>(scope.Owner, header)
{
    public override string Description => $"the deadline of {scope.Description}";

    public override bool IsReleasable => false;

    // It is no code's to await.
    public override bool CountsAsLeft(bool hasEnded) => false;

    public override void OnAcknowledged(DateTimeOffset timestamp) => Operations.Park(this);

    public override void OnDelivered(OperationRecord record) => Invocation.Scheduler.Queue(this);

    public override void Execute()
    {
        // Its own count goes with it when its scope ends meanwhile.
        using var owner = Activity.Hold(Node);
        deadline.OnTimeUp(restoredEnd: null, owner);
        ResumeAwaiters();
    }

    /// <summary>Its scope has taken it: a scope never goes on without its deadline.</summary>
    protected override DurableLimitException? TakePlace() => null;

    protected override void Replay(OperationRecord record)
    {
        using var owner = Activity.Hold(Node);
        deadline.OnTimeUp(record.EndTimestamp ?? DateTimeOffset.MaxValue, owner);
    }

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

    // Refused, because the scope around its own is decided, which also ends that one.
    protected override void QueueEnd() => Operations.Withdraw(this);
}
