using System.Diagnostics;
using DurableParallel.Engine.Journal;

namespace DurableParallel.Reliability.Probe;

/// <summary>Ends this process as kill -9 does, at its n-th write to the journal: before it, after it, or once it was acknowledged.</summary>
internal sealed class KillAt(long write, KillPhase phase) : IJournalFaults
{
    private long _writes;

    public long Writes => Interlocked.Read(ref _writes);

    public void BeforeCommit(long commit, int operations)
    {
        Interlocked.Increment(ref _writes);
        DieAt(commit, KillPhase.Before);
    }

    public void AfterCommit(long commit) => DieAt(commit, KillPhase.After);

    public void AfterAcknowledgement(long commit) => DieAt(commit, KillPhase.Acknowledged);

    private void DieAt(long commit, KillPhase at)
    {
        if (commit != write || at != phase)
        {
            return;
        }

        using var self = Process.GetCurrentProcess();
        self.Kill();
        Thread.Sleep(Timeout.Infinite);
    }
}
