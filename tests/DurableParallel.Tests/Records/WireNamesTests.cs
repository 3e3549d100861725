using DurableParallel.Records;

namespace DurableParallel.Tests.Records;

public sealed class WireNamesTests
{
    [Test]
    public void ToWireName_Members_AreTheWiresTokens()
    {
        Enum.GetValues<CompletionReason>().Select(value => value.ToWireName())
            .Should().Equal("ALL_COMPLETED", "MIN_SUCCESSFUL_REACHED", "FAILURE_TOLERANCE_EXCEEDED", "CUSTOM", "TIMED_OUT", "CANCELED");
        Enum.GetValues<BranchStatus>().Select(value => value.ToWireName())
            .Should().Equal("PENDING", "RUNNING", "SUCCEEDED", "FAILED", "SKIPPED", "CANCELED");
        Enum.GetValues<OperationType>().Select(value => value.ToWireName())
            .Should().Equal("EXECUTION", "CONTEXT", "STEP", "WAIT", "CALLBACK", "CHAINED_INVOKE", "EVENT_WAIT", "EVENT_RAISE");
        Enum.GetValues<OperationStatus>().Select(value => value.ToWireName())
            .Should().Equal("STARTED", "PENDING", "READY", "SUCCEEDED", "FAILED", "CANCELLED", "TIMED_OUT", "STOPPED");
    }

    [Test]
    public void ToWireName_NoMember_IsRefusedWithTheMembers() =>
        FluentActions.Invoking(() => ((BranchStatus)9).ToWireName()).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*9 is no member of BranchStatus*SUCCEEDED, FAILED*");

    [TestCase("SUCCEEDED", true)]
    [TestCase("Succeeded", false)]
    [TestCase("succeeded", false)]
    [TestCase("0", false)]
    [TestCase("", false)]
    public void TryParse_Token_IsComparedAsItIs(string token, bool known) => WireNames.TryParse<BranchStatus>(token, out _).Should().Be(known);
}
