using DurableParallel.Errors;

namespace DurableParallel.Tests.Errors;

public sealed class RootExceptionTests
{
    [TestCase(typeof(InvalidOperationException))]
    [TestCase(typeof(ArgumentNullException))]
    [TestCase(typeof(ArgumentOutOfRangeException))]
    [TestCase(typeof(ObjectDisposedException))]
    [TestCase(typeof(TaskCanceledException))]
    [TestCase(typeof(HttpRequestException))]
    [TestCase(typeof(Exception))]
    public void Of_ACommonTypeOfDotNet_IsMadeAgainWithMessageAndStack(Type type)
    {
        var made = RootException.Of(new DurableError(type.FullName!, "the message", ErrorData: null, ["at A()", "---> Other: b", "at B()"]));

        made.Should().BeOfType(type);
        made.Message.Should().Be("the message");
        made.StackTrace!.ReplaceLineEndings("\n").Should().StartWith("   at A()\n ---> Other: b\n   at B()");
    }

    [TestCase("System.IO.FileSystemWatcher")]
    [TestCase("System.Security.SecurityException")]
    [TestCase("Shop.SoldOutException")]
    [TestCase("")]
    public void Of_AnyOtherName_IsAStandIn(string type)
    {
        var error = new DurableError(type, "the message", "data", ["at A()"]);

        var made = RootException.Of(error);

        made.Should().BeOfType<RecordedException>().Which.Error.Should().BeSameAs(error);
        made.Message.Should().Be("the message");
        made.StackTrace.Should().Be("   at A()");
        made.ToString().ReplaceLineEndings("\n").Should().Be($"{type}: the message\n   at A()");
    }

    [Test]
    public void Recorded_WrappedByAnException_IsRecordedAsWhatItStandsFor()
    {
        var root = RootException.Of(new DurableError("Shop.SoldOutException", "none left", ErrorData: null, ["at A()"]));

        var error = ErrorRecorder.FromException(new InvalidDataException("mine", root));

        ErrorFacts.Read(error).Causes.Select(cause => cause.Type).Should().Equal("Shop.SoldOutException");
        error.StackTrace.Should().Equal("---> Shop.SoldOutException: none left", "at A()");
    }

    [Test]
    public void Inner_OfAFailureThatIsWrapped_IsNoCauseOnceMore()
    {
        var failed = new StepFailedException(new DurableError("System.TimeoutException", "late"));

        var error = ErrorRecorder.FromException(new InvalidDataException("mine", failed));

        ErrorFacts.Read(error).Causes.Select(cause => cause.Type).Should().Equal("DurableParallel.StepFailedException", "System.TimeoutException");
    }
}
