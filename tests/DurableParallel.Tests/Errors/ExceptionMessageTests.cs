using DurableParallel.Scopes.Rules;

namespace DurableParallel.Tests.Errors;

public sealed class ExceptionMessageTests
{
    private static readonly DurableError Root = new("Shop.Error", "none left");

    [Test]
    public void OperationFailed_AllKinds_HaveTheRootsMessageAndTheirCode()
    {
        OperationFailedException[] failures = [new StepFailedException(Root), new ChildContextFailedException(Root), new BranchFailedException("b", 2, Root), new WaitForConditionFailedException(Root)];

        failures.Should().OnlyContain(failure => failure.Message == "none left" && failure.Error == Root);
        failures.Select(failure => failure.Code).Should().Equal("DP1001", "DP1003", "DP1004", "DP1012");
    }

    [Test]
    public void ParallelExecution_Failure_TellsScopeReasonCountsAndFirstFailure()
    {
        var result = new ParallelResult(
            "checks",
            new CompletionVerdict(CompletionReason.FailureToleranceExceeded, Failed: true, MinimumMet: false),
            [
                new BranchOutcome(0, "a", BranchStatus.Succeeded, null),
                new BranchOutcome(1, "b", BranchStatus.Failed, Root),
                new BranchOutcome(2, "c", BranchStatus.Failed, new DurableError("Later", "x")),
                new BranchOutcome(3, "d", BranchStatus.Canceled, null),
                new BranchOutcome(4, "e", BranchStatus.Skipped, null),
            ]);

        var error = new ParallelExecutionException("checks", result);

        error.Code.Should().Be("DP1007");
        error.Result.Should().BeSameAs(result);
        error.Message.Should().Be(
            "Scope 'checks' failed: FAILURE_TOLERANCE_EXCEEDED, and fewer branches succeeded than the rules ask for. Of 5 branches 1 succeeded, "
            + "2 failed, 1 was canceled and 1 never started. First failure: branch 1 'b', Shop.Error: none left [DP1007] docs/errors/DP1007.md");
    }

    [Test]
    public void Messages_Others_SayWhatAndWhatToDoWithTheCode()
    {
        new BranchSkippedException("risk", 3).Message.Should().Contain("Branch 3 'risk'").And.Contain("TryGetResult").And.EndWith("[DP1005] docs/errors/DP1005.md");
        new BranchCanceledException("risk", 3).Message.Should().Contain("Branch 3 'risk'").And.Contain("Drain").And.EndWith("[DP1006] docs/errors/DP1006.md");
        new StepInterruptedException("charge", 2).Message.Should().Contain("Step 'charge'").And.Contain("attempt 2").And.EndWith("[DP1002] docs/errors/DP1002.md");
        new NonDeterministicExecutionException("Something differs.", likelyCause: null).Message.Should().StartWith("Something differs. Either the code was changed").And.Contain("new version").And.EndWith("[DP2001] docs/errors/DP2001.md");
        new NonDeterministicExecutionException("Something differs.", "Because of this.").Message.Should().StartWith("Something differs. Because of this. Restore").And.EndWith("[DP2001] docs/errors/DP2001.md");
        new NonDeterministicExecutionException("Something differs.", new TimeoutException("no answer")).Should().Match<NonDeterministicExecutionException>(
            drift => drift.InnerException is TimeoutException && drift.Message.StartsWith("Something differs. The exception is the cause: ", StringComparison.Ordinal));
        new DurableLimitException("The payload of step 'a'", 10, 5, "byte", "bytes", "Store it elsewhere.").Message
            .Should().Be("The payload of step 'a' has 10 bytes; at most 5 are allowed. Store it elsewhere. [DP3001] docs/errors/DP3001.md");
        new DurableLimitException("The input", 1, 0, "byte", "bytes", "Store it elsewhere.").Message.Should().StartWith("The input has 1 byte; at most 0 are allowed.");
        new DurableLimitException("The scope 's'", 2, 1, "branch", "branches", "Nest scopes.").Message.Should().StartWith("The scope 's' has 2 branches; at most 1 is allowed.");
        new DurableException("mine").Should().BeEquivalentTo(new { Message = "mine", Code = "DP1000" });
    }
}
