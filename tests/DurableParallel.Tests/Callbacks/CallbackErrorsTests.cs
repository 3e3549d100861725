using DurableParallel.Callbacks;
using DurableParallel.Records;

namespace DurableParallel.Tests.Callbacks;

public sealed class CallbackErrorsTests
{
    [TestCase("Callback.Timeout", true)]
    [TestCase("Callback.Heartbeat", true)]
    [TestCase("callback.timeout", false)]
    [TestCase("System.TimeoutException", false)]
    [TestCase("", false)]
    public void ToException_OfAnErrorType_IsDecidedByItAlone(string errorType, bool hasTimedOut)
    {
        var exception = CallbackErrors.ToException(new DurableError(errorType, "message"));

        exception.GetType().Should().Be(hasTimedOut ? typeof(CallbackTimedOutException) : typeof(CallbackFailedException));
        exception.Code.Should().Be(hasTimedOut ? "DP1009" : "DP1008");
        exception.Message.Should().Be("message");
    }

    [TestCase(OperationStatus.TimedOut, null, true)]
    [TestCase(OperationStatus.TimedOut, "Some.Error", true)]
    [TestCase(OperationStatus.TimedOut, "Callback.Heartbeat", true)]
    [TestCase(OperationStatus.Failed, null, false)]
    [TestCase(OperationStatus.Failed, "Some.Error", false)]
    [TestCase(OperationStatus.Failed, "Callback.Timeout", true)]
    [TestCase(OperationStatus.Canceled, null, false)]
    public void ToException_OfARecord_TellsATimeoutByItsStatusToo(OperationStatus status, string? errorType, bool hasTimedOut)
    {
        var record = new OperationRecord { Type = OperationType.Callback, Status = status, Error = errorType is null ? null : new DurableError(errorType, "late") };

        var exception = CallbackErrors.ToException(record);

        exception.GetType().Should().Be(hasTimedOut ? typeof(CallbackTimedOutException) : typeof(CallbackFailedException));
        exception.Message.Should().NotBeEmpty();
        CallbackErrors.ToException(exception.Error).GetType().Should().Be(exception.GetType(), "a context around it records the error alone");
    }
}
