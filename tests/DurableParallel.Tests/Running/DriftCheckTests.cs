using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Running;

namespace DurableParallel.Tests.Running;

/// <summary>What a drift says is all that somebody has who looks for its cause, so each sentence is held whole.</summary>
public sealed class DriftCheckTests
{
    private const string Context = "the child context 'a'";
    private const string Path = "a/charge";
    private static readonly OperationHeader Asked = new(new OperationId(new OperationId(null, 3), 2), null, OperationType.Step, OperationSubTypes.Step, "charge");
    private static readonly OperationRecord Stored = new() { Type = OperationType.Step, SubType = OperationSubTypes.Step, Name = "charge", Status = OperationStatus.Succeeded };

    [Test]
    public void Fits_TheSameOperation_IsTrue() => DriftCheck.Fits(Asked, Stored, mayBeStandard: false).Should().BeTrue();

    [Test]
    public void Differs_AnotherName_SaysBoth() => DriftCheck.Differs(Asked, Path, Stored with { Name = "check" })
        .Should().Be("Operation 'a/charge' (3-2) is on record as the step 'check', and the code now asks for the step 'charge'.");

    [Test]
    public void Differs_NoName_SaysSo() => DriftCheck.Differs(Asked with { Name = null }, Path, Stored)
        .Should().Be("Operation 'a/charge' (3-2) is on record as the step 'charge', and the code now asks for the step without a name.");

    [Test]
    public void Differs_AnotherSubType_SaysBoth() => DriftCheck.Differs(Asked, Path, Stored with { SubType = OperationSubTypes.WaitForCondition })
        .Should().Be("Operation 'a/charge' (3-2) is on record as the wait for a condition 'charge', and the code now asks for the step 'charge'.");

    [Test]
    public void Fits_AnotherType_IsFalse() => DriftCheck.Fits(Asked, Stored with { Type = OperationType.Wait }, mayBeStandard: true).Should().BeFalse();

    [Test]
    public void Fits_AnotherCase_IsFalse() => DriftCheck.Fits(Asked, Stored with { Name = "Charge" }, mayBeStandard: true).Should().BeFalse();

    [TestCase(OperationSubTypes.WhenAny, OperationSubTypes.Step, true, true)]
    [TestCase(OperationSubTypes.WhenAny, OperationSubTypes.Step, false, false)]
    [TestCase(OperationSubTypes.WithRetry, OperationSubTypes.ChildContext, true, true)]
    [TestCase(OperationSubTypes.WithRetry, OperationSubTypes.ChildContext, false, false)]
    [TestCase(OperationSubTypes.WithRetry, OperationSubTypes.Step, true, false)]
    [TestCase(OperationSubTypes.Step, OperationSubTypes.WhenAny, true, false)]
    [TestCase(OperationSubTypes.ChildContext, OperationSubTypes.WithRetry, true, false)]
    [TestCase(OperationSubTypes.WhenAny, OperationSubTypes.WhenAny, true, true)]
    public void Fits_OneOfOurSubTypesOnRecordByTheWiresOwn_IsTrueWhereThatMayBe(string asked, string stored, bool mayBeStandard, bool fits) =>
        DriftCheck.Fits(Asked with { SubType = asked }, Stored with { SubType = stored }, mayBeStandard).Should().Be(fits);

    [TestCase(OperationSubTypes.Step, "the step")]
    [TestCase(OperationSubTypes.Wait, "the wait")]
    [TestCase(OperationSubTypes.ChildContext, "the child context")]
    [TestCase(OperationSubTypes.Parallel, "the parallel scope")]
    [TestCase(OperationSubTypes.ParallelBranch, "the branch")]
    [TestCase(OperationSubTypes.Map, "the map")]
    [TestCase(OperationSubTypes.MapIteration, "the map item")]
    [TestCase(OperationSubTypes.Callback, "the callback")]
    [TestCase(OperationSubTypes.WaitForCallback, "the wait for a callback")]
    [TestCase(OperationSubTypes.WaitForCondition, "the wait for a condition")]
    [TestCase(OperationSubTypes.ChainedInvoke, "the invoke")]
    [TestCase(OperationSubTypes.WithRetry, "the retried block")]
    [TestCase(OperationSubTypes.WhenAny, "the race")]
    [TestCase("Else", "the operation of kind 'Else'")]
    [TestCase(null, "the operation of kind ''")]
    public void Describe_EveryKind_HasItsWords(string? subType, string words)
    {
        OperationPath.Describe(subType, "n").Should().Be($"{words} 'n'");
        OperationPath.Describe(subType, null).Should().Be($"{words} without a name");
    }

    [Test]
    public void Flat_OnOneSide_SaysOnWhich()
    {
        DriftCheck.WasFlat(Asked, Path).Should().Be(
            "Operation 'a/charge' (3-2) was a flat context, which has no record of its own and has operations on record below it, and the code now asks for the step 'charge' there.");
        DriftCheck.IsFlatNow(Asked with { SubType = OperationSubTypes.ChildContext, Name = "flat" }, Path, Stored).Should().Be(
            "Operation 'a/charge' (3-2) is on record as the step 'charge', and the code now asks for the child context 'flat' as a flat context, which has no record.");
    }

    [Test]
    public void Rerun_ThatDiffers_SaysHow()
    {
        DriftCheck.BeginsInRerun(Context, Asked, Path).Should().Be(
            "The child context 'a' has ended, and its code runs again for its result, which was too large to be kept. The code now asks for the step 'charge' at 'a/charge' (3-2), which is not on record.");
        DriftCheck.StuckInRerun(Context, "the wait 'w'").Should().Be(
            "The child context 'a' has ended, and its code runs again for its result, which was too large to be kept. The code now waits for the wait 'w', which had not ended when the context did.");
        DriftCheck.RerunEndsOtherwise(Context, "a result", "an error").Should().Be(
            "The child context 'a' is on record with a result, and its code, which ran again for it, now ends with an error.");
    }

    [Test]
    public void Counts_ThatDiffer_AreBothNamed()
    {
        DriftCheck.MissingOperations(Context, 5, 3).Should().Be("5 operations are on record below the child context 'a', and the code now asks for 3 of them.");
        DriftCheck.BranchesDiffer("the map 'm'", "why.").Should().Be("The branches of the map 'm' are not those on record: why.");
        DriftCheck.WinnerMissing(Asked with { SubType = OperationSubTypes.WhenAny, Name = "r" }, "a/r", 4, 2).Should().Be(
            "Operation 4 of the list has won the race 'r' at 'a/r', and the code now races 2 operations.");
    }

    [Test]
    public void Counts_OfOne_AreInTheSingular()
    {
        DriftCheck.MissingOperations(Context, 1, 0).Should().Be("1 operation is on record below the child context 'a', and the code now asks for 0 of them.");
        DriftCheck.EndedEarly(Context, new DurableError("T", "no answer."), 1, 0).Should().EndWith("(1 operation is on record below it, and the code now asks for 0 of them).");
        DriftCheck.WinnerMissing(Asked, Path, 1, 1).Should().EndWith("the code now races 1 operation.");
    }

    [Test]
    public void Exception_ThatEndedTheCode_ComesFirst() =>
        DriftCheck.EndedEarly(Context, new DurableError("System.TimeoutException", "no answer."), 5, 3).Should().Be(
            "The child context 'a' ended with System.TimeoutException: no answer. (5 operations are on record below it, and the code now asks for 3 of them).");

    [Test]
    public void Records_ThatCannotBeTrue_AreDamage()
    {
        var winner = DriftCheck.UnreadableWinner(Asked, Path);
        var missing = DriftCheck.MissingRecord(Asked, Path);

        foreach (var damage in new[] { winner, missing })
        {
            damage.OperationPath.Should().Be(Path);
            BuildFaults.IsUnreadable(damage).Should().BeTrue("no host takes it for the function's failure");
            BuildFaults.IsUnreadable(ErrorRecorder.FromException(damage)).Should().BeTrue("nor when another process reports it");
        }

        winner.Code.Should().Be(ErrorCodes.RecordUnreadable);
        winner.Message.Should().Contain("The step 'charge' at 'a/charge' has ended, and its record does not say which operation has won. The journal is damaged; restore it from a copy.").And.EndWith("[DP2002] docs/errors/DP2002.md");
        missing.Code.Should().Be(ErrorCodes.RecordUnreadable);
        missing.Message.Should().Contain("The step 'charge' at 'a/charge' has ended according to its scope, and its own record is not there. The journal has lost records; restore it from a copy.").And.EndWith("[DP2002] docs/errors/DP2002.md");
    }
}
