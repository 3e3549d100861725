using DurableParallel.Console.WhatIf;

namespace DurableParallel.Console.Tests.WhatIf;

internal sealed class WhatIfQuestionTests
{
    // Five branches of 100 ms each, two at a time; the last was skipped when three had succeeded.
    private static readonly RecordedScope Scope = new(
        [
            new("a", BranchStatus.Succeeded, At(0), At(100)),
            new("b", BranchStatus.Failed, At(0), At(100)),
            new("c", BranchStatus.Succeeded, At(100), At(200)),
            new("d", BranchStatus.Canceled, At(100), At(200)),
            new("e", BranchStatus.Skipped),
        ],
        At(200),
        CompletionReason.MinSuccessfulReached,
        new WhatIfRules { MaxConcurrency = 2, MinSuccessful = 2 });

    [Test]
    public void Answer_TodaysSettings_IsWhatHappened()
    {
        var answer = new WhatIfQuestion(Scope).Answer(new WhatIfSettings());

        answer.Should().BeEquivalentTo(new
        {
            DurationMs = 200.0,
            Peak = 2,
            Started = 4,
            Succeeded = 2,
            Failed = 1,
            Skipped = 1,
            Canceled = 1,
            Reason = "MinSuccessfulReached",
            SkippedNames = new[] { "e" },
            Recorded = new WhatIfRecorded(200, 2, "MinSuccessfulReached"),
        });
        answer.Sentence.Should().Be(
            "Decided after 200 ms: 2 of 2 needed had succeeded. 1 branch would not have started. 1 branch would have been released before the end. "
            + "The length of 2 branches is not on record; assumed are the median, 100 ms, and success.");
    }

    [Test]
    public void Answer_OtherSettings_SaysWhatWouldHaveHappened()
    {
        var answer = new WhatIfQuestion(Scope).Answer(new WhatIfSettings { MaxConcurrency = (int?)null, MinSuccessful = (int?)null, ToleratedFailureCount = (int?)0 });

        answer.Reason.Should().Be("FailureToleranceExceeded");
        answer.Peak.Should().Be(5);
        answer.Sentence.Should().StartWith("Decided after 100 ms: 1 had failed, with a tolerance of 0.");
    }

    [Test]
    public void Answer_MinimumBeyondTheBranches_SaysThatItIsMissed() =>
        new WhatIfQuestion(Scope).Answer(new WhatIfSettings { MinSuccessful = (int?)5 }).Sentence
            .Should().Contain("The scope fails: 5 had to succeed, and 4 did.");

    [TestCase(0.2, "2 had failed, and 20 % are tolerated")]
    public void Answer_Percentage_SaysWhichShare(double share, string expected)
    {
        var scope = Scope with { Branches = [.. Scope.Branches.Take(2), new("c", BranchStatus.Failed, At(0), At(1)), .. Scope.Branches.Skip(3)] };

        var answer = new WhatIfQuestion(scope).Answer(new WhatIfSettings { MinSuccessful = (int?)null, ToleratedFailurePercentage = (double?)share });

        answer.Sentence.Should().Contain(expected);
    }

    [Test]
    public void Answer_RuleOfTheUsers_DecidesAsItDidUntilItIsOff()
    {
        var scope = Scope with { Reason = CompletionReason.Custom, Rules = new WhatIfRules { MaxConcurrency = 1, ShouldComplete = new CustomRule(2, Failed: false) } };
        var question = new WhatIfQuestion(scope);

        question.Answer(new WhatIfSettings()).Sentence.Should().StartWith("Decided after 200 ms: ShouldComplete is taken to decide as it did, once 2 had ended.");
        question.Answer(new WhatIfSettings { ShouldCompleteOff = true }).Reason.Should().Be("FailureToleranceExceeded");
        question.Invoking(asked => asked.Answer(new WhatIfSettings { MinSuccessful = (int?)1 })).Should().Throw<ArgumentException>().WithMessage("ShouldComplete and MinSuccessful exclude each other*");
    }

    [Test]
    public void Answer_ValueOutOfItsRange_IsRefused() =>
        new WhatIfQuestion(Scope).Invoking(static asked => asked.Answer(new WhatIfSettings { MaxConcurrency = (int?)0 }))
            .Should().Throw<ArgumentOutOfRangeException>().WithMessage("MaxConcurrency must be at least 1*");

    [Test]
    public void Answer_ManyBranches_ListsTheFirstThousandAndAHundredNames()
    {
        var branches = Enumerable.Range(0, 5_000).Select(static index => new RecordedBranch($"b{index}", BranchStatus.Succeeded, At(0), At(10))).ToList();

        var answer = new WhatIfQuestion(new RecordedScope(branches, At(10))).Answer(new WhatIfSettings { MinSuccessful = (int?)1, MaxConcurrency = (int?)1 });

        answer.Branches.Should().HaveCount(1_000);
        answer.SkippedNames.Should().HaveCount(100);
        answer.Skipped.Should().Be(4_999);
    }

    [Test]
    public void Sweep_NoValues_RisesFromOneToNoLimitWithTodaysAmongThem()
    {
        var branches = Enumerable.Range(0, 10_000).Select(static index => new RecordedBranch(null, BranchStatus.Succeeded, At(0), At(10))).ToList();

        var sweep = new WhatIfQuestion(new RecordedScope(branches, At(10), Rules: new WhatIfRules { MaxConcurrency = 777 })).Sweep(new WhatIfSettings());

        sweep.Today.Should().Be(777);
        sweep.Points.Should().HaveCountLessThan(60).And.Contain(new WhatIfPoint(777, 130, 777));
        sweep.Points[0].Should().Be(new WhatIfPoint(1, 100_000, 1));
        sweep.Points[^1].Should().Be(new WhatIfPoint(0, 10, 10_000));
    }

    [Test]
    public void Sweep_TooManyValues_IsRefused() =>
        new WhatIfQuestion(Scope).Invoking(static asked => asked.Sweep(new WhatIfSettings(), [.. Enumerable.Range(1, 201)]))
            .Should().Throw<ArgumentException>().WithMessage("values must have at most 200 members; found 201.*");

    [Test]
    public void Today_AllStartedAtOnce_HasNoLimit()
    {
        var scope = new RecordedScope([new("a", BranchStatus.Succeeded, At(0), At(5)), new("b", BranchStatus.Failed, At(1), At(9))], At(9), CompletionReason.AllCompleted);

        new WhatIfQuestion(scope).Today.Should().Be(new WhatIfRules { MinSuccessful = 0 });
    }

    [Test]
    public void Today_StartedOnlyAfterAnEnd_HasTheLimitThatShows()
    {
        var scope = new RecordedScope([new("a", BranchStatus.Succeeded, At(0), At(5)), new("b", BranchStatus.Succeeded, At(5), At(9))], At(9), CompletionReason.AllCompleted);

        new WhatIfQuestion(scope).Today.Should().Be(new WhatIfRules { MaxConcurrency = 1 });
    }

    [Test]
    public void Peak_BranchesThatTookNoTime_CountsEachBesideWhatRanThen()
    {
        var quick = new RecordedScope([new("a", BranchStatus.Succeeded, At(0), At(0)), new("b", BranchStatus.Succeeded, At(0), At(0))], At(0), CompletionReason.AllCompleted);
        var mixed = new RecordedScope([new("a", BranchStatus.Succeeded, At(0), At(9)), new("b", BranchStatus.Succeeded, At(5), At(5)), new("c", BranchStatus.Succeeded, At(9), At(9))], At(9));

        quick.Peak().Should().Be(1);
        mixed.Peak().Should().Be(2);
    }

    private static TimeSpan At(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
