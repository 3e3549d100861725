using DurableParallel.Engine.Executions;

namespace DurableParallel.Engine.Tests.Executions;

/// <summary>Which phase may follow which, of all there are.</summary>
[TestFixture]
internal sealed class ExecutionStandingTests
{
    private static readonly ExecutionPhase[] Phases = Enum.GetValues<ExecutionPhase>();

    private static IEnumerable<object[]> Pairs => from phase in Phases from other in Phases select new object[] { phase, other };

    [TestCaseSource(nameof(Pairs))]
    public void TryQueue_FromAPhase_PassesOnlyInThatPhase(ExecutionPhase phase, ExecutionPhase from)
    {
        var state = new ExecutionStanding(phase);

        var hasPassed = state.TryQueue(from);

        hasPassed.Should().Be(phase == from);
        state.Phase.Should().Be(hasPassed ? ExecutionPhase.Queued : phase);
    }

    [TestCaseSource(nameof(Phases))]
    public void TryRun_InAPhase_PassesOnlyWhenQueued(ExecutionPhase phase)
    {
        var state = new ExecutionStanding(phase);

        state.TryRun().Should().Be(phase == ExecutionPhase.Queued);
        state.Phase.Should().Be(phase == ExecutionPhase.Queued ? ExecutionPhase.Running : phase);
    }

    [TestCaseSource(nameof(Phases))]
    public void TryRest_InAPhase_PassesOnlyWhenRunning(ExecutionPhase phase)
    {
        var state = new ExecutionStanding(phase);

        state.TryRest().Should().Be(phase == ExecutionPhase.Running);
        state.Phase.Should().Be(phase == ExecutionPhase.Running ? ExecutionPhase.Idle : phase);
    }

    [TestCaseSource(nameof(Phases))]
    public void IsOver_InAPhase_IsTrueFromTheEndOnItsWay(ExecutionPhase phase) =>
        new ExecutionStanding(phase).IsOver.Should().Be(phase is ExecutionPhase.Ending or ExecutionPhase.Ended);

    [Test]
    public void End_OfAnExecution_ShowsToItsUsersOnceItIsDurable()
    {
        var state = new ExecutionStanding(ExecutionPhase.Running);

        state.BeginEnd(now: 5);
        (state.Status, state.EndedAt).Should().Be((ExecutionStatus.Running, 5L));
        state.End(ExecutionStatus.Failed);

        (state.Phase, state.Status, state.EndedAt).Should().Be((ExecutionPhase.Ended, ExecutionStatus.Failed, 5L));
    }

    [Test]
    public void Unblock_OfABlockedExecution_LeavesItIdle()
    {
        var state = new ExecutionStanding(ExecutionPhase.Running);

        state.Block();
        (state.Phase, state.Status).Should().Be((ExecutionPhase.Blocked, ExecutionStatus.Blocked));
        state.Unblock();

        (state.Phase, state.Status, state.EndedAt).Should().Be((ExecutionPhase.Idle, ExecutionStatus.Running, null));
    }
}
