using DurableParallel.Errors;

namespace DurableParallel.Tests.Errors;

public sealed class RecordedHeartbeatTests
{
    private static readonly DurableError Root = new("Shop.Error", "none left", ErrorData: null, ["at A()", "--- at charge"]);

    [TestCase("")]
    [TestCase("{\"Line\":2}")]
    [TestCase("two\nlines")]
    [TestCase("--- heartbeat 1")]
    public void Find_AfterNote_GivesTheDetails(string details)
    {
        RecordedHeartbeat.Find(RecordedHeartbeat.Note(Root, details)).Should().Be(details);
    }

    [Test]
    public void Note_WithoutDetails_LeavesTheErrorAsItIs()
    {
        RecordedHeartbeat.Note(Root, details: null).Should().BeSameAs(Root);
    }

    [Test]
    public void Find_InErrorsWithoutDetails_FindsNone()
    {
        RecordedHeartbeat.Find(null).Should().BeNull();
        RecordedHeartbeat.Find(Root).Should().BeNull();
        RecordedHeartbeat.Find(Root with { StackTrace = null }).Should().BeNull();
        RecordedHeartbeat.Find(Root with { StackTrace = [] }).Should().BeNull();
    }

    [Test]
    public void Note_OfTheLargestError_StaysWithinWhatHostsTake()
    {
        var details = new string('"', 1024);
        var largest = ErrorTrimmer.Trim(new DurableError(new string('"', 9999), new string('"', 99999), new string('a', 8192), [.. Enumerable.Repeat(new string('"', 500), 99)]));

        var noted = RecordedHeartbeat.Note(largest, details);

        ErrorTrimmer.Fits(noted).Should().BeTrue();
        RecordedHeartbeat.Find(noted).Should().Be(details);
    }
}
