using DurableParallel.Records;
using DurableParallel.Running.Watching;

namespace DurableParallel.Tests.Running;

public sealed class AcknowledgedStateTests
{
    private static readonly DateTimeOffset Begun = DateTimeOffset.UnixEpoch;
    private static readonly DateTimeOffset Now = Begun.AddSeconds(5);
    private static readonly DurableError Error = new("Type", "message");

    [TestCase(OperationAction.Start, OperationStatus.Started, 1)]
    [TestCase(OperationAction.Retry, OperationStatus.Pending, 2)]
    [TestCase(OperationAction.Succeed, OperationStatus.Succeeded, 2)]
    [TestCase(OperationAction.Fail, OperationStatus.Failed, 2)]
    [TestCase(OperationAction.Cancel, OperationStatus.Cancelled, 2)]
    [TestCase(OperationAction.TimeOut, OperationStatus.TimedOut, 2)]
    [TestCase(OperationAction.Stop, OperationStatus.Stopped, 2)]
    public void After_EachActionOnAStep_HasStatusAndAttempts(object action, OperationStatus status, int attempts)
    {
        var after = AcknowledgedState.After(Step(), isConfirmed: true, Update((OperationAction)action), Now);

        after.Status.Should().Be(status);
        after.Attempt.Should().Be(attempts);
        after.EndTimestamp.Should().Be(after.IsEnded ? Now : null);
        after.StartTimestamp.Should().Be(Begun);
    }

    [Test]
    public void After_TheFirstWordOfTheHost_HasItsTime()
    {
        AcknowledgedState.After(Step(), isConfirmed: false, Update(OperationAction.Start), Now).StartTimestamp.Should().Be(Now);
    }

    private static OperationRecord Step() => new() { Type = OperationType.Step, Status = OperationStatus.Ready, Attempt = 1, StartTimestamp = Begun };

    private static OperationUpdate Update(OperationAction action) => new()
    {
        Id = new OperationId(null, 1),
        Type = OperationType.Step,
        Action = action,
        Error = action == OperationAction.Fail ? Error : null,
    };
}
