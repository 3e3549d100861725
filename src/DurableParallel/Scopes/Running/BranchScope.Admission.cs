using DurableParallel.Errors;

namespace DurableParallel.Scopes.Running;

/// <content>What the pump does next: start a branch, take up an end, or finish.</content>
internal sealed partial class BranchScope
{
    private bool TryTakeWork(out BranchRun? settled, out int admitted)
    {
        admitted = -1;
        lock (_lock)
        {
            settled = null;
            if (!_isClosed && _ledger.Counts.Pending > 0 && Cancellation.RefuseNew(Owner.Node))
            {
                Abandon(Refusal.Of(Description));
            }

            if (TryAdmit(out admitted))
            {
                return true;
            }

            while (_settled.TryDequeue(out settled) && TrySetAside(settled))
            {
            }

            if (settled is not null || (_isClosed && _late.TryDequeue(out settled)))
            {
                _ledger.Settle(settled.Future.Index, settled.Status);
                return true;
            }

            if (IsDeadlineDue())
            {
                return true;
            }

            if (_ledger.AllSettled && _reruns == 0 && !_isFinishing)
            {
                _isFinishing = true;
                return true;
            }

            _isPumping = false;
            return false;
        }
    }

    // A free place is taken before the next end is looked at, be it on its way or settled, so that how many start does not
    // depend on how many ends happen to arrive together. When the ends that are on their way decide the scope, nothing
    // starts any more; the decision itself waits until they are durable.
    private bool TryAdmit(out int admitted)
    {
        admitted = -1;
        while (!_isClosed && !_isDeciding)
        {
            if (_ledger.TryAdmit(out admitted, AdmissionEnd))
            {
                return true;
            }

            if (!_leaving.TryDequeue(out var run))
            {
                return false;
            }

            // Its end may have been faster.
            if (_ledger[run.Future.Index] == BranchStatus.Running)
            {
                _ledger.Leave(run.Future.Index, run.Status == BranchStatus.Succeeded);
                _isDeciding = _policy.Decide(_ledger.CountsToCome, lastSettled: null) is not null;
            }
        }

        return false;
    }
}
