using DurableParallel.Scopes.Running;

namespace DurableParallel.Tests.Scopes.Running;

internal sealed class ScopeGateTests
{
    /// <summary>The arrows of the diagram in docs/architecture.md.</summary>
    private static readonly Dictionary<ScopePhase, ScopePhase[]> Next = new()
    {
        [ScopePhase.Open] = [ScopePhase.Beginning, ScopePhase.Joined],
        [ScopePhase.Beginning] = [ScopePhase.Replaying, ScopePhase.Running, ScopePhase.Joined],
        [ScopePhase.Replaying] = [ScopePhase.Compensating, ScopePhase.Joined],
        [ScopePhase.Running] = [ScopePhase.Deciding, ScopePhase.Decided],
        [ScopePhase.Deciding] = [ScopePhase.Decided],
        [ScopePhase.Decided] = [ScopePhase.Finishing],
        [ScopePhase.Finishing] = [ScopePhase.Compensating, ScopePhase.Joined],
        [ScopePhase.Compensating] = [ScopePhase.Joined],
        [ScopePhase.Joined] = [],
    };

    private static ScopePhase[] Phases => Enum.GetValues<ScopePhase>();

    [Test]
    public void MayFollow_AnyTwoPhases_IsAsInTheDiagram([ValueSource(nameof(Phases))] ScopePhase current) =>
        Phases.Where(next => ScopeGate.MayFollow(current, next)).Should().BeEquivalentTo(Next[current]);

    [Test]
    public void Enter_PhaseThatMayNotFollow_IsRefusedAndChangesNothing()
    {
        var gate = new ScopeGate();

        gate.Invoking(static g => g.Enter(ScopePhase.Finishing)).Should().Throw<InvalidOperationException>().WithMessage("*Open*Finishing*");

        gate.Phase.Should().Be(ScopePhase.Open);
    }

    [Test]
    public void TryJoin_OfSeveralCallers_LetsOneJoin()
    {
        var gate = new ScopeGate();

        gate.TryJoin().Should().BeTrue();
        gate.TryJoin().Should().BeFalse();

        gate.IsOpen.Should().BeFalse();
        gate.Phase.Should().Be(ScopePhase.Open, "what begins the join looks for the record first");
    }

    [Test]
    public void IsOpen_OfAScopeWhoseBranchesStartAtOnce_HoldsWhileTheyRun()
    {
        var gate = new ScopeGate();

        gate.Enter(ScopePhase.Beginning);
        gate.Enter(ScopePhase.Running);
        gate.Enter(ScopePhase.Decided);

        gate.IsOpen.Should().BeTrue();
    }

    [Test]
    public void IsDecided_OverTheLifeOfAScope_HoldsFromTheDecisionOn()
    {
        var gate = new ScopeGate();
        var decided = new List<ScopePhase>();

        foreach (var phase in (ScopePhase[])[ScopePhase.Beginning, ScopePhase.Running, ScopePhase.Deciding, ScopePhase.Decided, ScopePhase.Finishing, ScopePhase.Compensating, ScopePhase.Joined])
        {
            gate.Enter(phase);
            if (gate.IsDecided)
            {
                decided.Add(phase);
            }
        }

        decided.Should().Equal(ScopePhase.Decided, ScopePhase.Finishing, ScopePhase.Compensating, ScopePhase.Joined);
    }
}
