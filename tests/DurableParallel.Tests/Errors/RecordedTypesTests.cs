
namespace DurableParallel.Tests.Errors;

public sealed class RecordedTypesTests
{
    [TestCase("--- as System.IO.IOException")]
    [TestCase("--- as DurableParallel.StepFailedException;")]
    [TestCase("--- as ")]
    [TestCase("DurableParallel.StepFailedException")]
    public void IsCausedBy_LineFromElsewhere_IsNoCause(string line)
    {
        var failed = new ChildContextFailedException(new DurableError("Other.Type", "m", ErrorData: null, ["at A()", line]));

        failed.IsCausedBy<StepFailedException>().Should().BeFalse();
        failed.IsCausedBy<IOException>().Should().BeFalse();
    }

    [TestCase("Callback.Timeout", true)]
    [TestCase("Callback.Heartbeat", true)]
    [TestCase("Callback.Other", false)]
    public void IsCausedBy_RecordOfAnEarlierVersion_TellsACallbackByItsErrorType(string errorType, bool hasTimedOut)
    {
        var failed = new ChildContextFailedException(new DurableError(errorType, "m"));

        failed.IsCausedBy<CallbackTimedOutException>().Should().Be(hasTimedOut);
        failed.IsCausedBy<CallbackFailedException>().Should().Be(hasTimedOut);
    }
}
