using DurableParallel.Engine.Journal;
using DurableParallel.Testing;

namespace DurableParallel.Contract.Hosts;

/// <summary>A fault plan at an engine's journal, where a commit is durable as a whole or not at all.</summary>
internal sealed class EngineJournalFaults(Action onFault) : IJournalFaults
{
    private FaultKind _due;

    public FaultPlan? Plan { get; set; }

    public void BeforeCommit(long commit, int operations)
    {
        var isCrash = Plan is not null && Plan.Admit(operations).IsCrash;
        _due = isCrash ? Plan!.Kind : FaultKind.None;
        Fail(FaultKind.CrashBefore);
    }

    public void AfterCommit(long commit) => Fail(FaultKind.LoseAcknowledgement);

    public void AfterAcknowledgement(long commit) => Fail(FaultKind.CrashAfter);

    private void Fail(FaultKind at)
    {
        if (_due == at && at != FaultKind.None)
        {
            onFault();
            throw new IOException($"The process died: {Plan}.");
        }
    }
}
