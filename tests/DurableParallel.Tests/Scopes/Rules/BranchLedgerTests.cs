using DurableParallel.Scopes.Rules;

namespace DurableParallel.Tests.Scopes.Rules;

public sealed class BranchLedgerTests
{
    [Test]
    public void TryAdmit_UnderALimit_GoesInOrderAndWaitsForAPlace()
    {
        var ledger = new BranchLedger(4, 2);

        Admitted(ledger).Should().Equal(0, 1);
        ledger.Settle(1, BranchStatus.Succeeded);
        Admitted(ledger).Should().Equal(2);
        ledger.Settle(0, BranchStatus.Failed);
        ledger.Settle(2, BranchStatus.Canceled);
        Admitted(ledger).Should().Equal(3);

        ledger.Counts.Should().Be(new BranchCounts(4, 1, 1, 1, 0, 1));
        ledger.AllSettled.Should().BeFalse();
        ledger.Settle(3, BranchStatus.Succeeded);
        ledger.AllSettled.Should().BeTrue();
        Statuses(ledger).Should().Equal(BranchStatus.Failed, BranchStatus.Succeeded, BranchStatus.Canceled, BranchStatus.Succeeded);
    }

    [Test]
    public void TryAdmit_NoLimit_StartsAll() => Admitted(new BranchLedger(1000, maxConcurrency: null)).Should().Equal(Enumerable.Range(0, 1000));

    [Test]
    public void TryAdmit_NothingLeft_GivesNoIndex()
    {
        var ledger = new BranchLedger(0, 1);

        ledger.TryAdmit(out var index).Should().BeFalse();
        index.Should().Be(-1);
        ledger.AllSettled.Should().BeTrue();
        ledger.Counts.Should().Be(default(BranchCounts));
    }

    [Test]
    public void Add_WhileOthersRun_IsAdmittedInItsTurn()
    {
        var ledger = new BranchLedger(0, 2, grows: true);
        for (var i = 0; i < 100; i++)
        {
            ledger.Add(BranchStatus.Pending);
        }

        Admitted(ledger).Should().Equal(0, 1);
        ledger.Add(BranchStatus.Pending);
        ledger.Settle(0, BranchStatus.Succeeded);
        Admitted(ledger).Should().Equal(2);

        ledger.Total.Should().Be(101);
        ledger.Counts.Should().Be(new BranchCounts(101, 1, 0, 0, 0, 2));
    }

    [TestCase(BranchStatus.Succeeded, 1, 0, 0, 0)]
    [TestCase(BranchStatus.Failed, 0, 1, 0, 0)]
    [TestCase(BranchStatus.Canceled, 0, 0, 1, 0)]
    [TestCase(BranchStatus.Running, 0, 0, 0, 1)]
    public void Add_OneThatHasBegunBefore_CountsAsSuchAndIsNotAdmitted(BranchStatus status, int succeeded, int failed, int canceled, int running)
    {
        var ledger = new BranchLedger(0, maxConcurrency: null, grows: true);
        ledger.Add(BranchStatus.Pending);
        ledger.Add(status);
        ledger.Add(BranchStatus.Pending);

        ledger.Counts.Should().Be(new BranchCounts(3, succeeded, failed, canceled, 0, running));
        Admitted(ledger).Should().Equal(0, 2);
    }

    [Test]
    public void Add_AfterTheClose_IsSkipped()
    {
        var ledger = new BranchLedger(0, maxConcurrency: null, grows: true);
        ledger.Close();

        ledger.Add(BranchStatus.Pending);
        ledger.Add(BranchStatus.Succeeded);

        Statuses(ledger).Should().Equal(BranchStatus.Skipped, BranchStatus.Succeeded);
        ledger.AllSettled.Should().BeTrue();
    }

    [Test]
    public void Add_ToBranchesThatWereAllKnownOrAsSkipped_IsRefused()
    {
        new BranchLedger(1, null).Invoking(static l => l.Add(BranchStatus.Pending)).Should().Throw<InvalidOperationException>();
        new BranchLedger(0, null, grows: true).Invoking(static l => l.Add(BranchStatus.Skipped)).Should().Throw<InvalidOperationException>();
    }

    [TestCase(1, true)]
    [TestCase(null, false)]
    public void IsLimited_OfBranchesThatAreAdded_DoesNotDependOnHowManyThereAre(int? maxConcurrency, bool isLimited)
    {
        var ledger = new BranchLedger(0, maxConcurrency, grows: true);

        ledger.IsLimited.Should().Be(isLimited);
        ledger.Add(BranchStatus.Pending);
        ledger.IsLimited.Should().Be(isLimited);
    }

    [Test]
    public void Close_PendingBranches_AreSkippedFromThenOn()
    {
        var ledger = new BranchLedger(3, 1);
        Admitted(ledger).Should().Equal(0);

        ledger.Close();
        ledger.Close();

        ledger.AllSettled.Should().BeFalse();
        ledger.Settle(0, BranchStatus.Succeeded);
        Admitted(ledger).Should().BeEmpty();
        ledger.AllSettled.Should().BeTrue();
        ledger.Counts.Should().Be(new BranchCounts(3, 1, 0, 0, 2, 0));
        ledger.Counts.AllSettled.Should().BeTrue();
        Statuses(ledger).Should().Equal(BranchStatus.Succeeded, BranchStatus.Skipped, BranchStatus.Skipped);
    }

    [Test]
    public void Settle_EndsOnRecordBeforeTheFirstStart_AreNotStartedAgain()
    {
        var ledger = new BranchLedger(4, 1);

        ledger.Settle(0, BranchStatus.Succeeded);
        ledger.Settle(2, BranchStatus.Failed);

        Admitted(ledger).Should().Equal(1);
        ledger.Settle(1, BranchStatus.Succeeded);
        Admitted(ledger).Should().Equal(3);
        ledger.Counts.Should().Be(new BranchCounts(4, 2, 1, 0, 0, 1));
    }

    [Test]
    public void MarkStarted_RestoredBranch_IsCanceledAndNotSkipped()
    {
        var ledger = new BranchLedger(3, 1);
        ledger.Settle(0, BranchStatus.Succeeded);
        ledger.MarkStarted(1);

        ledger.Counts.Running.Should().Be(1);
        ledger.Close();
        ledger.Settle(1, BranchStatus.Canceled);

        Statuses(ledger).Should().Equal(BranchStatus.Succeeded, BranchStatus.Canceled, BranchStatus.Skipped);
        ledger.AllSettled.Should().BeTrue();
    }

    [Test]
    public void Settle_EveryOtherTransition_IsRefusedAndChangesNothing()
    {
        foreach (var from in Enum.GetValues<BranchStatus>())
        {
            foreach (var to in Enum.GetValues<BranchStatus>())
            {
                var ledger = With(from);
                var before = ledger.Counts;
                if (from == BranchStatus.Running && to is BranchStatus.Succeeded or BranchStatus.Failed or BranchStatus.Canceled)
                {
                    continue;
                }

                ledger.Invoking(l => l.Settle(1, to)).Should().Throw<InvalidOperationException>().WithMessage($"*Branch 1 of 3 is {from} and cannot become {to}*");
                ledger.Counts.Should().Be(before);
                ledger[1].Should().Be(from);
            }
        }
    }

    [TestCase(BranchStatus.Running)]
    [TestCase(BranchStatus.Succeeded)]
    [TestCase(BranchStatus.Skipped)]
    public void MarkStarted_NotPending_IsRefused(BranchStatus from)
    {
        var ledger = With(from);

        ledger.Invoking(l => l.MarkStarted(1)).Should().Throw<InvalidOperationException>();
    }

    [TestCase(BranchStatus.Canceled)]
    [TestCase(BranchStatus.Skipped)]
    [TestCase(BranchStatus.Running)]
    [TestCase(BranchStatus.Pending)]
    public void Settle_NotStartedBeforeTheFirstStart_TakesOnlyRecordedEnds(BranchStatus to)
    {
        var ledger = new BranchLedger(3, 1);

        ledger.Invoking(l => l.Settle(1, to)).Should().Throw<InvalidOperationException>();
    }

    // Branch 1 in a status, branch 0 started, so that what was on record can no longer be restored.
    private static BranchLedger With(BranchStatus status)
    {
        var ledger = new BranchLedger(3, status == BranchStatus.Pending || status == BranchStatus.Skipped ? 1 : 2);
        Admitted(ledger);
        if (status == BranchStatus.Skipped)
        {
            ledger.Close();
        }
        else if (status is not (BranchStatus.Pending or BranchStatus.Running))
        {
            ledger.Settle(1, status);
        }

        return ledger;
    }

    private static List<int> Admitted(BranchLedger ledger)
    {
        var indexes = new List<int>();
        while (ledger.TryAdmit(out var index))
        {
            indexes.Add(index);
        }

        return indexes;
    }

    private static IEnumerable<BranchStatus> Statuses(BranchLedger ledger) => Enumerable.Range(0, ledger.Counts.Total).Select(index => ledger[index]);

    [Test]
    public void Leave_EndsOnTheirWay_FreeTheirPlacesAndStillRun()
    {
        var ledger = new BranchLedger(5, 2);
        Admitted(ledger).Should().Equal(0, 1);

        ledger.Leave(1, succeeds: true);
        Admitted(ledger).Should().Equal(2);
        ledger.Leave(0, succeeds: false);
        Admitted(ledger).Should().Equal(3);

        ledger.Counts.Should().Be(new BranchCounts(5, 0, 0, 0, 0, 4));
        ledger.CountsToCome.Should().Be(new BranchCounts(5, 1, 1, 0, 0, 2));
        ledger[0].Should().Be(BranchStatus.Running);
        ledger.Settle(1, BranchStatus.Succeeded);
        ledger.Settle(0, BranchStatus.Failed);
        Admitted(ledger).Should().BeEmpty("the places were taken already");
        ledger.Counts.Should().Be(ledger.CountsToCome).And.Be(new BranchCounts(5, 1, 1, 0, 0, 2));
    }

    [Test]
    public void Leave_TwiceOrNotRunning_IsRefusedAndChangesNothing()
    {
        foreach (var from in Enum.GetValues<BranchStatus>().Where(static status => status != BranchStatus.Running))
        {
            var ledger = With(from);
            ledger.Invoking(l => l.Leave(1, succeeds: true)).Should().Throw<InvalidOperationException>();
            ledger.CountsToCome.Should().Be(ledger.Counts);
        }

        var leaving = With(BranchStatus.Running);
        leaving.Leave(1, succeeds: true);
        leaving.Invoking(l => l.Leave(1, succeeds: false)).Should().Throw<InvalidOperationException>();
        leaving.CountsToCome.Succeeded.Should().Be(1);
    }

    // Whatever ends are on their way, in whatever order they become durable: what starts meanwhile would have started then.
    [Test]
    public void Leave_WhileTheEndsToComeDecideNothing_NoOrderOfThemDecides([Values(1, 2, 3)] int minimum, [Values(0, 1, 2)] int tolerated)
    {
        var policy = CompletionPolicy.For(new ParallelConfig { MinSuccessful = minimum, ToleratedFailureCount = tolerated }, 6);
        for (var outcomes = 0; outcomes < 1 << 4; outcomes++)
        {
            var toCome = Counts(outcomes, 4);
            if (policy.Decide(toCome, lastSettled: null) is not null)
            {
                continue;
            }

            for (var subset = 0; subset < 1 << 4; subset++)
            {
                policy.Decide(Counts(outcomes, 4, subset), lastSettled: null).Should().BeNull();
            }
        }

        static BranchCounts Counts(int outcomes, int ended, int subset = int.MaxValue)
        {
            var durable = Enumerable.Range(0, ended).Where(i => (subset & (1 << i)) != 0).ToList();
            var succeeded = durable.Count(i => (outcomes & (1 << i)) != 0);
            return new BranchCounts(6, succeeded, durable.Count - succeeded, 0, 0, ended - durable.Count);
        }
    }

    [Test]
    public void TryAdmit_BeforeAnIndex_AdmitsNothingBeyond()
    {
        var ledger = new BranchLedger(3, maxConcurrency: null);

        ledger.TryAdmit(out _, before: 1).Should().BeTrue();
        ledger.TryAdmit(out _, before: 1).Should().BeFalse();
        ledger.TryAdmit(out var index).Should().BeTrue();
        index.Should().Be(1);
    }

    [TestCase(1, true)]
    [TestCase(2, true)]
    [TestCase(3, false)]
    [TestCase(null, false)]
    public void IsLimited_OfThreeBranches_IsTrueBelowThree(int? maxConcurrency, bool isLimited) =>
        new BranchLedger(3, maxConcurrency).IsLimited.Should().Be(isLimited);

    [Test]
    public void Leave_ABranchThatDoesNotRun_SaysWhereItShouldHaveGone([Values] bool succeeds)
    {
        var ledger = new BranchLedger(1, null);

        ledger.Invoking(l => l.Leave(0, succeeds)).Should().Throw<InvalidOperationException>().WithMessage($"*{(succeeds ? "Succeeded" : "Failed")}*");
    }

    [Test]
    public void Pending_OfCounts_IsWhatIsNowhereElse()
    {
        new BranchCounts(20, 1, 2, 3, 4, 5).Pending.Should().Be(5);
        new BranchCounts(15, 1, 2, 3, 4, 5).AllSettled.Should().BeFalse("some run");
    }
}
