using DurableParallel.Errors;

namespace DurableParallel.Tests.Errors;

public sealed class RecordedPathTests
{
    private static readonly DurableError Root = new("Shop.Error", "none left", ErrorData: null, ["at A()"]);

    [Test]
    public void Note_OfAFailure_StandsBeforeTheTypesThatEarlierVersionsLookForAtTheEnd()
    {
        var error = Through(Root, "outer/right/deep", "outer/right", "outer");

        error.StackTrace.Should().Equal("at A()", "--- at outer/right/deep", "--- as DurableParallel.StepFailedException", "--- as DurableParallel.ChildContextFailedException");
        RecordedPath.Of(error).Should().Be("outer/right/deep");
    }

    [Test]
    public void Path_OfAnErrorOfAnotherExecution_BeginsInThisOne()
    {
        var failed = new InvokeFailedException(OperationStatus.Failed, Through(Root, "charge")).FromOutsideAt("orders/pay");
        var error = ErrorRecorder.FromException(failed);
        var above = new ChildContextFailedException(error).At("orders");

        failed.OperationPath.Should().Be("orders/pay > charge");
        above.OperationPath.Should().Be("orders/pay > charge");
        error.StackTrace.Should().Equal("at A()", "--- at charge", "--- at orders/pay", "--- as DurableParallel.StepFailedException", "--- as DurableParallel.InvokeFailedException");
        above.IsCausedBy<StepFailedException>().Should().BeTrue();
    }

    [Test]
    public void Path_OfARecordOfAnEarlierVersion_IsThatOfTheOperationThatThrows()
    {
        var recorded = Root with { StackTrace = ["at A()", "--- as DurableParallel.StepFailedException"] };

        new BranchFailedException("right", 1, recorded).At("outer/right").OperationPath.Should().Be("outer/right");
        new BranchFailedException("right", 1, recorded).OperationPath.Should().BeNull();
    }

    [Test]
    public void Note_OfALongPath_KeepsItsEnd()
    {
        var error = Through(Root, new string('a', 2000) + "/deep");

        RecordedPath.Of(error).Should().StartWith("…").And.EndWith("aaa/deep").And.HaveLength(507);
    }

    [Test]
    public void Notes_OfAnErrorThatIsTrimmed_Stay()
    {
        var error = Through(Root with { StackTrace = [.. Enumerable.Repeat(new string('b', 1000), 50)] }, "outer/deep", "outer");

        RecordedPath.Of(error).Should().Be("outer/deep");
        error.StackTrace.Should().HaveCountLessThan(50);
        ErrorTrimmer.Fits(error).Should().BeTrue();
    }

    [TestCase(50, 4)]
    [TestCase(2, 2)]
    public void Notes_OfAnErrorFromOutside_AreBounded(int lines, int kept)
    {
        var error = ErrorTrimmer.Trim(Root with { StackTrace = [.. Enumerable.Repeat(new string('b', 1000), 50), .. Enumerable.Repeat("--- at x", lines)] });
        var failed = new CallbackFailedException(error).FromOutsideAt("own");

        failed.OperationPath.Should().Be("own > " + string.Join(" > ", Enumerable.Repeat("x", kept)));
        ErrorTrimmer.Fits(ErrorRecorder.FromException(failed)).Should().BeTrue();
    }

    [TestCase("--- at ")]
    [TestCase("at Shop.Pay()")]
    public void Path_OfOtherLines_IsUnknown(string line) =>
        RecordedPath.Of(Root with { StackTrace = [line] }).Should().BeNull();

    [Test]
    public void Path_OfALineThatIsTooLong_IsUnknown() =>
        RecordedPath.Of(Root with { StackTrace = ["--- at " + new string('x', 600)] }).Should().BeNull();

    private static DurableError Through(DurableError error, string step, params string[] contexts)
    {
        error = ErrorRecorder.FromException(new StepFailedException(error).At(step));
        foreach (var context in contexts)
        {
            error = ErrorRecorder.FromException(new ChildContextFailedException(error).At(context));
        }

        return error;
    }
}
