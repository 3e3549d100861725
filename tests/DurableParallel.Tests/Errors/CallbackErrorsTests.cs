using DurableParallel.Errors;
using DurableParallel.Protocol;

namespace DurableParallel.Tests.Errors;

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

    [TestCase(OperationStatus.TimedOut, true)]
    [TestCase(OperationStatus.Failed, false)]
    [TestCase(OperationStatus.Cancelled, false)]
    public void Of_ARecordWithoutAnError_TellsATimeoutByItsStatus(OperationStatus status, bool hasTimedOut)
    {
        var error = CallbackErrors.Of(new OperationRecord { Type = OperationType.Callback, Status = status });

        (CallbackErrors.ToException(error) is CallbackTimedOutException).Should().Be(hasTimedOut);
    }
}
