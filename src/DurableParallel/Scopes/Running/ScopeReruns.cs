using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Running.Activity;

namespace DurableParallel.Scopes.Running;

/// <summary>
/// Branches of one scope that have ended and run again, because their value or their outcome is on record nowhere. All run
/// at once, as one may wait for another.
/// </summary>
internal sealed class ScopeReruns : IBranchRunOwner
{
    private readonly ScopeIdentity _scope;
    private readonly ScopeGate _gate;
    private readonly ScopeEnding _ending;
    private readonly IScopeStage _next;
    private int _left;

    /// <param name="scope">Whose branches they are.</param>
    /// <param name="gate">Its lock.</param>
    /// <param name="ending">Takes the failure when one of them is canceled.</param>
    /// <param name="next">Goes on each time that none is left.</param>
    public ScopeReruns(ScopeIdentity scope, ScopeGate gate, ScopeEnding ending, IScopeStage next)
    {
        _scope = scope;
        _gate = gate;
        _ending = ending;
        _next = next;
    }

    public bool FillsSlotsEarly => false;

    /// <summary>Whether all have ended. Guarded by the scope's lock.</summary>
    public bool AreDone => _left == 0;

    /// <summary>Lets branches run. A scope whose branches start one by one calls it for each.</summary>
    /// <param name="branches">At least one, each with the status that is on record.</param>
    public void Start(List<(DurableFuture Future, BranchStatus Status)> branches)
    {
        lock (_gate.Lock)
        {
            _left += branches.Count;
        }

        foreach (var (future, status) in branches)
        {
            future.MarkRunning();
            future.CreateRun(this, Novelty.Known, status).Start();
        }
    }

    public void OnEnded(BranchRun run, in ActivityHold owner)
    {
        run.Settle(_gate);
        bool isLast;
        lock (_gate.Lock)
        {
            if (run.Status == BranchStatus.Canceled)
            {
                _ending.Failure ??= Refusal.Of(_scope.Description);
            }

            isLast = --_left == 0;
        }

        if (isLast)
        {
            _next.GoOn(owner);
        }
    }

    // Its end is on record already, so nothing waits for it to be submitted.
    public void OnEndSubmitted(BranchRun run, in ActivityHold owner)
    {
    }

    // What runs again is never released by its scope, whose outcome is on record or counts it as ended.
    public void OnParked(BranchRun run, in ActivityHold owner)
    {
    }
}
