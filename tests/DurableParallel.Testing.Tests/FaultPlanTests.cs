using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Testing.Tests;

internal sealed class FaultPlanTests
{
    [Test]
    public void CountOnly_Batches_CountsAndNeverFires()
    {
        var plan = FaultPlan.CountOnly();

        plan.Admit(3).Should().Be(new FaultVerdict(3, 3, IsCrash: false));
        plan.Admit(0).Should().Be(new FaultVerdict(0, 0, IsCrash: false));
        plan.Admit(2).Should().Be(new FaultVerdict(2, 2, IsCrash: false));

        plan.Checkpoints.Should().Be(5);
        plan.Batches.Should().Be(2);
        plan.HasFired.Should().BeFalse();
    }

    [Test]
    public void CrashBefore_InTheMiddleOfABatch_LeavesTheEarlierOnesDurable()
    {
        var plan = FaultPlan.CrashBefore(4);

        plan.Admit(2);
        var verdict = plan.Admit(5);

        verdict.Should().Be(new FaultVerdict(1, 1, IsCrash: true));
        plan.Checkpoints.Should().Be(3);
        plan.HasFired.Should().BeTrue();
    }

    [Test]
    public void CrashAfter_InTheMiddleOfABatch_AcknowledgesItsCheckpoint()
    {
        var verdict = FaultPlan.CrashAfter(2).Admit(5);

        verdict.Should().Be(new FaultVerdict(2, 2, IsCrash: true));
    }

    [Test]
    public void LoseAcknowledgement_ItsCheckpoint_IsDurableAndUnacknowledged()
    {
        var verdict = FaultPlan.LoseAcknowledgement(2).Admit(5);

        verdict.Should().Be(new FaultVerdict(2, 1, IsCrash: true));
    }

    [Test]
    public void CrashBefore_TheFirst_LosesAll()
    {
        var verdict = FaultPlan.CrashBefore(1).Admit(1);

        verdict.Should().Be(new FaultVerdict(0, 0, IsCrash: true));
    }

    [Test]
    public void Plan_ThatHasFired_OnlyCounts()
    {
        var plan = FaultPlan.CrashBefore(2);

        plan.Admit(2);
        var later = plan.Admit(2);

        later.Should().Be(new FaultVerdict(2, 2, IsCrash: false));
        plan.Checkpoints.Should().Be(3);
        plan.Batches.Should().Be(2);
    }

    [Test]
    public void Plan_BeyondTheLastCheckpoint_DoesNotFire()
    {
        var plan = FaultPlan.CrashAfter(10);

        plan.Admit(9);

        plan.HasFired.Should().BeFalse();
    }

    [Test]
    public void Create_CheckpointBelowOne_IsRefused()
    {
        var act = () => FaultPlan.LoseAcknowledgement(0);

        act.Should().Throw<ArgumentOutOfRangeException>();
    }

    [Test]
    public void ToString_Plan_NamesTheFault()
    {
        FaultPlan.CrashBefore(7).ToString().Should().Be("CrashBefore 7");
        FaultPlan.CountOnly().ToString().Should().Be("no fault");
    }
}
