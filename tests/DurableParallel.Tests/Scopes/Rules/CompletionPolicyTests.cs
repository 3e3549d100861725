using DurableParallel.Scopes.Rules;

namespace DurableParallel.Tests.Scopes.Rules;

public sealed class CompletionPolicyTests
{
    private static readonly BranchOutcome Last = new(0, "last", BranchStatus.Succeeded, null);

    [TestCase(1, 0, 2, null, ExpectedResult = null, TestName = "Decide_NothingSetAndNoFailure_IsUndecided")]
    [TestCase(0, 1, 2, CompletionReason.FailureToleranceExceeded, ExpectedResult = false, TestName = "Decide_NothingSetAndOneFailure_IsExceeded")]
    [TestCase(2, 0, 2, CompletionReason.AllCompleted, ExpectedResult = true, TestName = "Decide_NothingSetAndAllSucceeded_IsCompleted")]
    public bool? Decide_NothingSet(int succeeded, int failed, int total, CompletionReason? reason) => Decided(new ParallelConfig(), succeeded, failed, total, reason);

    [TestCase(1, 0, 3, null, ExpectedResult = null)]
    [TestCase(2, 0, 3, CompletionReason.MinSuccessfulReached, ExpectedResult = true)]
    [TestCase(1, 1, 3, null, ExpectedResult = null)]
    [TestCase(0, 2, 3, null, ExpectedResult = null, Description = "A minimum that can no longer be met stops nothing.")]
    [TestCase(1, 2, 3, CompletionReason.AllCompleted, ExpectedResult = false)]
    [TestCase(2, 1, 3, CompletionReason.AllCompleted, ExpectedResult = true, Description = "All ended comes before enough successes.")]
    [TestCase(0, 3, 3, CompletionReason.AllCompleted, ExpectedResult = false)]
    public bool? Decide_MinSuccessfulTwo(int succeeded, int failed, int total, CompletionReason? reason) =>
        Decided(new ParallelConfig { MinSuccessful = 2 }, succeeded, failed, total, reason);

    [TestCase(2, 0, 3, null, ExpectedResult = null)]
    [TestCase(0, 1, 3, null, ExpectedResult = null, Description = "Alone it tolerates failures.")]
    [TestCase(3, 0, 3, CompletionReason.AllCompleted, ExpectedResult = true)]
    [TestCase(2, 1, 3, CompletionReason.AllCompleted, ExpectedResult = false)]
    public bool? Decide_MinSuccessfulAll(int succeeded, int failed, int total, CompletionReason? reason) =>
        Decided(new ParallelConfig { MinSuccessful = -1 }, succeeded, failed, total, reason);

    [TestCase(0, 2, 3, null, ExpectedResult = null)]
    [TestCase(0, 3, 3, CompletionReason.AllCompleted, ExpectedResult = true)]
    public bool? Decide_MinSuccessfulZero(int succeeded, int failed, int total, CompletionReason? reason) =>
        Decided(new ParallelConfig { MinSuccessful = 0 }, succeeded, failed, total, reason);

    [TestCase(0, 1, 3, null, ExpectedResult = null)]
    [TestCase(0, 2, 3, CompletionReason.FailureToleranceExceeded, ExpectedResult = false)]
    [TestCase(1, 2, 3, CompletionReason.FailureToleranceExceeded, ExpectedResult = false, Description = "Too many failures comes before all ended.")]
    [TestCase(2, 1, 3, CompletionReason.AllCompleted, ExpectedResult = true)]
    public bool? Decide_ToleratedFailureCountOne(int succeeded, int failed, int total, CompletionReason? reason) =>
        Decided(new ParallelConfig { ToleratedFailureCount = 1 }, succeeded, failed, total, reason);

    [TestCase(1, 1, 4, ExpectedResult = CompletionReason.TimedOut)]
    [TestCase(0, 2, 4, ExpectedResult = CompletionReason.FailureToleranceExceeded, Description = "Too many failures comes before the deadline.")]
    [TestCase(3, 1, 4, ExpectedResult = CompletionReason.AllCompleted, Description = "All ended comes before the deadline.")]
    [TestCase(2, 0, 4, ExpectedResult = CompletionReason.MinSuccessfulReached, Description = "Enough successes comes before the deadline.")]
    public CompletionReason Decide_WhenTheTimeIsUp_TheOtherRulesComeFirst(int succeeded, int failed, int total)
    {
        var policy = CompletionPolicy.For(new ParallelConfig { MinSuccessful = 2, ToleratedFailureCount = 1 }, total);

        return policy.Decide(Counts(succeeded, failed, total), lastSettled: null, isTimedOut: true)!.Value.Reason;
    }

    [Test]
    public void Decide_WhenTheTimeIsUp_IsAFailureWhateverTheMinimum()
    {
        var verdict = CompletionPolicy.For(new ParallelConfig { MinSuccessful = 0 }, 3).Decide(Counts(1, 0, 3), lastSettled: null, isTimedOut: true);

        verdict.Should().Be(new CompletionVerdict(CompletionReason.TimedOut, Failed: true, MinimumMet: true));
    }

    [TestCase(0, 29, 100, null, ExpectedResult = null)]
    [TestCase(0, 30, 100, CompletionReason.FailureToleranceExceeded, ExpectedResult = false)]
    [TestCase(71, 29, 100, CompletionReason.AllCompleted, ExpectedResult = true)]
    public bool? Decide_ToleratedFailurePercentage(int succeeded, int failed, int total, CompletionReason? reason) =>
        Decided(new ParallelConfig { ToleratedFailurePercentage = 0.29 }, succeeded, failed, total, reason);

    [Test]
    public void Decide_EveryShareOfAHundred_IsExceededByOneMoreAndNotBefore()
    {
        for (var failed = 0; failed <= 100; failed++)
        {
            var policy = CompletionPolicy.For(new ParallelConfig { ToleratedFailurePercentage = (double)(failed / 100m) }, 100);

            policy.Decide(Counts(0, failed, 101), Last).Should().BeNull($"{failed} of 100 is not more than itself");
            policy.Decide(Counts(0, failed, 100), Last)?.Reason.Should().Be(CompletionReason.AllCompleted);
            if (failed < 100)
            {
                policy.Decide(Counts(0, failed + 1, 100), Last)!.Value.Reason.Should().Be(CompletionReason.FailureToleranceExceeded);
            }
        }
    }

    [Test]
    public void Decide_CountAndPercentage_EitherExceeds()
    {
        var config = new ParallelConfig { ToleratedFailureCount = 3, ToleratedFailurePercentage = 0.1 };

        CompletionPolicy.For(config, 10).Decide(Counts(0, 2, 10), Last)!.Value.Failed.Should().BeTrue();
        CompletionPolicy.For(config, 1000).Decide(Counts(0, 3, 1000), Last).Should().BeNull();
        CompletionPolicy.For(config, 1000).Decide(Counts(0, 4, 1000), Last)!.Value.Failed.Should().BeTrue();
    }

    [Test]
    public void Decide_Factories_MeanWhatTheirNamesSay()
    {
        var all = CompletionPolicy.For(new ParallelConfig { Completion = CompletionConfig.AllSuccessful() }, 3);
        var first = CompletionPolicy.For(new ParallelConfig { Completion = CompletionConfig.FirstSuccessful() }, 3);
        var completed = CompletionPolicy.For(new ParallelConfig { Completion = CompletionConfig.AllCompleted() }, 3);

        all.Decide(Counts(0, 1, 3), Last).Should().Be(new CompletionVerdict(CompletionReason.FailureToleranceExceeded, Failed: true));
        first.Decide(Counts(0, 2, 3), Last).Should().BeNull();
        first.Decide(Counts(1, 1, 3), Last).Should().Be(new CompletionVerdict(CompletionReason.MinSuccessfulReached));
        first.Decide(Counts(0, 3, 3), Last).Should().Be(new CompletionVerdict(CompletionReason.AllCompleted, MinimumMet: false));
        completed.Decide(Counts(0, 2, 3), Last).Should().BeNull();
        completed.Decide(Counts(0, 3, 3), Last).Should().Be(new CompletionVerdict(CompletionReason.AllCompleted));
    }

    [Test]
    public void Decide_NoBranches_IsCompletedAtOnce()
    {
        CompletionPolicy.For(config: null, 0).Decide(default, lastSettled: null).Should().Be(new CompletionVerdict(CompletionReason.AllCompleted));
        CompletionPolicy.For(new ParallelConfig { ToleratedFailurePercentage = 0 }, 0).Decide(default, lastSettled: null)!.Value.IsSuccess.Should().BeTrue();
        CompletionPolicy.For(new ParallelConfig { MinSuccessful = 1 }, 0).Decide(default, lastSettled: null)!.Value.IsSuccess.Should().BeFalse();
    }

    [Test]
    public void Decide_CanceledAndSkipped_CountAsEndedOnly()
    {
        var policy = CompletionPolicy.For(config: null, 3);

        policy.Decide(new BranchCounts(3, 1, 0, 1, 1, 0), Last).Should().Be(new CompletionVerdict(CompletionReason.AllCompleted));
        policy.Decide(new BranchCounts(3, 1, 0, 1, 0, 1), Last).Should().BeNull();
    }

    [Test]
    public void Finish_SuccessesAfterTheVerdict_CountForTheMinimum()
    {
        var policy = CompletionPolicy.For(new ParallelConfig { MinSuccessful = 2, ToleratedFailureCount = 0 }, 4);
        var verdict = policy.Decide(new BranchCounts(4, 1, 1, 0, 0, 1), Last)!.Value;

        verdict.Should().Be(new CompletionVerdict(CompletionReason.FailureToleranceExceeded, Failed: true, MinimumMet: false));
        policy.Finish(verdict, new BranchCounts(4, 2, 1, 0, 1, 0)).Should().Be(new CompletionVerdict(CompletionReason.FailureToleranceExceeded, Failed: true, MinimumMet: true));
    }

    [TestCase(CompletionDecision.Succeed, false, CompletionReason.Custom, false)]
    [TestCase(CompletionDecision.Fail, false, CompletionReason.Custom, true)]
    [TestCase(CompletionDecision.Continue, false, null, false)]
    [TestCase(CompletionDecision.Continue, true, CompletionReason.AllCompleted, false)]
    [TestCase(CompletionDecision.Succeed, true, CompletionReason.AllCompleted, false)]
    [TestCase(CompletionDecision.Fail, true, CompletionReason.Custom, true)]
    public void Decide_ShouldComplete_StandsForTheFirstAndTheLastRule(CompletionDecision answer, bool allEnded, CompletionReason? reason, bool failed)
    {
        var policy = CompletionPolicy.For(new ParallelConfig { ShouldComplete = _ => answer }, 3);

        var verdict = policy.Decide(allEnded ? Counts(1, 2, 3) : Counts(1, 1, 3), Last);

        verdict.Should().Be(reason is null ? null : new CompletionVerdict(reason.Value, failed));
    }

    [Test]
    public void Decide_ShouldComplete_IsAskedOnceWithTheCounts()
    {
        var asked = new List<BranchTally>();
        var policy = CompletionPolicy.For(
            new ParallelConfig
            {
                ShouldComplete = tally =>
                {
                    asked.Add(tally);
                    return CompletionDecision.Continue;
                },
            },
            9);

        policy.Decide(new BranchCounts(9, 2, 3, 0, 0, 1), Last);
        policy.Decide(new BranchCounts(9, 0, 0, 0, 0, 0), lastSettled: null);

        asked.Should().Equal(new BranchTally(9, 2, 3, 1, Last));
    }

    [TestCase(1, null, 0, false)]
    [TestCase(1, null, 1, true)]
    [TestCase(3, null, 2, false)]
    [TestCase(2, 1, 3, true)]
    [TestCase(2, 2, 3, false)]
    [TestCase(1, int.MaxValue, 5, false)]
    [TestCase(-1, null, 0, true)]
    [TestCase(0, 9, 3, true)]
    [TestCase(null, 9, 3, true)]
    public void CheckBranchCount_Rules_AgainstTheNumberOfBranches(int? minimum, int? tolerated, int branches, bool valid)
    {
        var single = new ParallelConfig { MinSuccessful = minimum, ToleratedFailureCount = tolerated };
        var together = new ParallelConfig { Completion = new CompletionConfig { MinSuccessful = minimum, ToleratedFailureCount = tolerated } };

        foreach (var config in new[] { single, together })
        {
            var check = FluentActions.Invoking(() => CompletionPolicy.CheckBranchCount(config, "checks", branches));
            if (valid)
            {
                check.Should().NotThrow();
            }
            else
            {
                check.Should().Throw<InvalidOperationException>().WithMessage($"*'checks'*{branches} branches*");
            }
        }
    }

    [Test]
    public void CheckBranchCount_NoConfig_IsValid() => FluentActions.Invoking(() => CompletionPolicy.CheckBranchCount(config: null, scopeName: null, 0)).Should().NotThrow();

    private static BranchCounts Counts(int succeeded, int failed, int total) => new(total, succeeded, failed, 0, 0, 0);

    [TestCase(2, 0, ExpectedResult = CompletionReason.MinSuccessfulReached)]
    [TestCase(0, 2, ExpectedResult = CompletionReason.FailureToleranceExceeded)]
    [TestCase(1, 1, ExpectedResult = null, Description = "All have ended, and more may follow.")]
    public CompletionReason? WhileOpen_RulesThatNeedNoTotal_Decide(int succeeded, int failed) =>
        CompletionPolicy.WhileOpen(new ParallelConfig { MinSuccessful = 2, ToleratedFailureCount = 1 })
            .Decide(Counts(succeeded, failed, succeeded + failed), Last)?.Reason;

    [Test]
    public void WhileOpen_RulesThatNeedTheTotal_DoNotDecide()
    {
        ParallelConfig[] configs =
        [
            new() { ToleratedFailurePercentage = 0 },
            new() { MinSuccessful = -1 },
            new() { MinSuccessful = 0 },
            new() { ShouldComplete = static _ => CompletionDecision.Fail },
        ];

        foreach (var config in configs)
        {
            CompletionPolicy.WhileOpen(config).Decide(Counts(1, 2, 3), Last).Should().BeNull();
        }
    }

    [Test]
    public void WhileOpen_WhatItDecides_FurtherEndsDoNotTakeBack([Values(null, 1, 2, 3)] int? minimum, [Values(null, 0, 1, 2)] int? tolerated)
    {
        var policy = CompletionPolicy.WhileOpen(new ParallelConfig { MinSuccessful = minimum, ToleratedFailureCount = tolerated });
        for (var succeeded = 0; succeeded < 5; succeeded++)
        {
            for (var failed = 0; failed < 5; failed++)
            {
                if (policy.Decide(Counts(succeeded, failed, succeeded + failed), Last) is not null)
                {
                    policy.Decide(Counts(succeeded + 1, failed, succeeded + failed + 1), Last).Should().NotBeNull();
                    policy.Decide(Counts(succeeded, failed + 1, succeeded + failed + 1), Last).Should().NotBeNull();
                }
            }
        }
    }

    [Test]
    public void WhileOpen_TheDeadline_Decides() =>
        CompletionPolicy.WhileOpen(config: null).Decide(default, lastSettled: null, isTimedOut: true)!.Value.Reason.Should().Be(CompletionReason.TimedOut);

    private static bool? Decided(ParallelConfig config, int succeeded, int failed, int total, CompletionReason? reason)
    {
        var verdict = CompletionPolicy.For(config, total).Decide(Counts(succeeded, failed, total), Last);
        (verdict?.Reason).Should().Be(reason);
        return verdict?.IsSuccess;
    }

    [Test]
    public void Decide_ToleranceGivenAsCompletion_IsTheTolerance([Values] bool isShare)
    {
        var completion = isShare ? new CompletionConfig { ToleratedFailurePercentage = 0.5 } : new CompletionConfig { ToleratedFailureCount = 2 };
        var policy = CompletionPolicy.For(new ParallelConfig { Completion = completion }, total: 4);

        policy.Decide(new BranchCounts(4, 0, 2, 0, 0, 2), lastSettled: null).Should().BeNull();
        policy.Decide(new BranchCounts(4, 0, 3, 0, 0, 1), lastSettled: null)!.Value.Reason.Should().Be(CompletionReason.FailureToleranceExceeded);
    }

    [Test]
    public void CheckBranchCount_MoreThanThereAre_SaysTheirSum() =>
        FluentActions.Invoking(() => CompletionPolicy.CheckBranchCount(new ParallelConfig { MinSuccessful = 3, ToleratedFailureCount = 2 }, scopeName: null, branches: 4))
            .Should().Throw<InvalidOperationException>().WithMessage("*the unnamed scope add up to 5, and it has only 4 branches*");

    [Test]
    public void AsksForOutcome_OnlyWithARuleOfTheUsers_IsTrue()
    {
        CompletionPolicy.For(new ParallelConfig { ShouldComplete = _ => CompletionDecision.Continue }, 1).AsksForOutcome.Should().BeTrue();
        CompletionPolicy.For(new ParallelConfig { MinSuccessful = 1 }, 1).AsksForOutcome.Should().BeFalse();
    }

    [Test]
    public void CheckBranchCount_MoreSuccessesThanBranches_SaysThatAndNotTheSum() =>
        FluentActions.Invoking(() => CompletionPolicy.CheckBranchCount(new ParallelConfig { MinSuccessful = 3 }, "s", 2)).Should().Throw<InvalidOperationException>()
            .WithMessage("MinSuccessful of scope 's' is 3, and it has only 2 branches. Lower MinSuccessful, or register more branches before the join.");
}
