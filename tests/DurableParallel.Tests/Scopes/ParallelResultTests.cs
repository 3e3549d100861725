using DurableParallel.Scopes.Rules;

namespace DurableParallel.Tests;

public sealed class ParallelResultTests
{
    private static readonly BranchOutcome Succeeded = new(0, "a", BranchStatus.Succeeded, null);
    private static readonly BranchOutcome Failed = new(1, "b", BranchStatus.Failed, new DurableError("T", "first"));
    private static readonly BranchOutcome FailedToo = new(2, "c", BranchStatus.Failed, new DurableError("T", "second"));
    private static readonly BranchOutcome Canceled = new(3, "d", BranchStatus.Canceled, null);
    private static readonly BranchOutcome Skipped = new(4, "e", BranchStatus.Skipped, null);

    [Test]
    public void Counts_AllKinds_TotalIsThoseThatStarted()
    {
        var result = Result(new(CompletionReason.MinSuccessfulReached), Succeeded, Failed, FailedToo, Canceled, Skipped);

        result.Should().BeEquivalentTo(new
        {
            CompletionReason = CompletionReason.MinSuccessfulReached,
            Status = BranchStatus.Failed,
            MinimumMet = true,
            IsSuccess = true,
            HasFailure = true,
            SuccessCount = 1,
            FailureCount = 2,
            CanceledCount = 1,
            SkippedCount = 1,
            TotalCount = 4,
        });
        result.Branches.Should().Equal(Succeeded, Failed, FailedToo, Canceled, Skipped);
    }

    [Test]
    public void GetErrors_FailedBranches_InTheOrderOfTheirIndexes() =>
        Result(new(CompletionReason.AllCompleted), Succeeded, Failed, FailedToo).GetErrors().Select(error => error.Message).Should().Equal("first", "second");

    [Test]
    public void ThrowIfError_FailureWithinTheTolerance_ThrowsTheFirst() =>
        Result(new(CompletionReason.AllCompleted), Succeeded, Failed, FailedToo).Invoking(result => result.ThrowIfError())
            .Should().Throw<BranchFailedException>().WithMessage("first").Which.Should().BeEquivalentTo(new { BranchName = "b", BranchIndex = 1 });

    [Test]
    public void ThrowIfError_MissedMinimumWithoutFailure_Throws() =>
        Result(new(CompletionReason.AllCompleted, MinimumMet: false), Succeeded, Canceled).Invoking(result => result.ThrowIfError()).Should().Throw<ParallelExecutionException>();

    [Test]
    public void ThrowIfError_NothingWrong_DoesNothing() =>
        Result(new(CompletionReason.MinSuccessfulReached), Succeeded, Skipped).Invoking(result => result.ThrowIfError()).Should().NotThrow();

    [TestCase(false, true, true)]
    [TestCase(true, true, false)]
    [TestCase(false, false, false)]
    [TestCase(true, false, false)]
    public void ThrowUnlessSuccess_Verdict_DecidesWhateverFailed(bool failed, bool minimumMet, bool success)
    {
        var result = Result(new(CompletionReason.Custom, failed, minimumMet), Succeeded, Failed);

        result.IsSuccess.Should().Be(success);
        if (success)
        {
            result.Invoking(r => r.ThrowUnlessSuccess()).Should().NotThrow();
        }
        else
        {
            result.Invoking(r => r.ThrowUnlessSuccess()).Should().Throw<ParallelExecutionException>().Which.Result.Should().BeSameAs(result);
        }
    }

    [TestCase(BranchStatus.Pending)]
    [TestCase(BranchStatus.Running)]
    public void Constructor_BranchThatHasNotEnded_IsRefused(BranchStatus status) =>
        FluentActions.Invoking(() => Result(new(CompletionReason.AllCompleted), new BranchOutcome(0, "a", status, null))).Should().Throw<InvalidOperationException>();

    private static ParallelResult Result(CompletionVerdict verdict, params BranchOutcome[] branches) => new("scope", verdict, branches);
}
