using DurableParallel.Records;
using DurableParallel.Running.Watching;

namespace DurableParallel.Running.Activity;

/// <summary>
/// The way of one invocation to its host's journal. It is passed under the gate, so that nothing of a context can reach
/// the journal after the context's own end, and nothing at all after the end of the invocation.
/// </summary>
/// <param name="gate">The lock and the fence of the invocation.</param>
/// <param name="journal">Takes what has passed.</param>
/// <param name="scheduler">Asked to let others run after each update.</param>
/// <param name="events">Hears of updates; null where there are no plugins.</param>
internal readonly struct CheckpointGate(InvocationGate gate, ICheckpointPort journal, WorkScheduler scheduler, InvocationEvents? events)
{
    /// <summary>A body goes on without its end in sight.</summary>
    public void Expedite()
    {
        if (!gate.IsEnded)
        {
            journal.Expedite();
        }
    }

    /// <inheritdoc cref="ICheckpointPort.DropStep"/>
    public void DropStep(OperationId id) => journal.DropStep(id);

    /// <summary>Hands an update to the journal unless the branch or the context it belongs to has ended.</summary>
    public SubmitOutcome Submit(ActivityNode node, in OperationUpdate update, ICheckpointWaiter? waiter) =>
        Submit(node, update, waiter, seals: false);

    /// <summary>Hands a status to the journal unless the branch or the context that sets it has ended, or its scope is decided. Returns whether it is new.</summary>
    public bool SetStatus(ActivityNode node, OperationId? context, string? status)
    {
        lock (gate.Lock)
        {
            return Judge(node) == SubmitOutcome.Accepted && !node.IsUnderDecidedScope && journal.SetStatus(context, status);
        }
    }

    /// <summary>Hands the end of a context to the journal, after which nothing of the context reaches it any more.</summary>
    public SubmitOutcome SubmitEnd(ActivityNode node, in OperationUpdate end, ICheckpointWaiter waiter) =>
        Submit(node, end, waiter, seals: true);

    /// <summary>Ends a context that has no record of its own as <see cref="SubmitEnd"/> would.</summary>
    public SubmitOutcome EndUnrecorded(ActivityNode node)
    {
        lock (gate.Lock)
        {
            var outcome = Judge(node);
            node.IsSealed |= outcome == SubmitOutcome.Accepted;
            return outcome;
        }
    }

    private SubmitOutcome Submit(ActivityNode node, in OperationUpdate update, ICheckpointWaiter? waiter, bool seals)
    {
        var watched = events is null ? waiter : events.Watch(update, waiter);
        var outcome = Hand(node, update, watched, seals);
        scheduler.OnHandOver();
        if (outcome == SubmitOutcome.Accepted && events is not null)
        {
            events.OnSubmitted(update);
            (watched as WatchedCheckpoint)?.OnSubmitted();
        }
        else if (outcome != SubmitOutcome.Accepted && update is { Type: OperationType.Step, Action: not OperationAction.Start })
        {
            journal.DropStep(update.Id);
        }

        return outcome;
    }

    private SubmitOutcome Hand(ActivityNode node, in OperationUpdate update, ICheckpointWaiter? waiter, bool seals)
    {
        lock (gate.Lock)
        {
            var outcome = Judge(node);
            if (outcome == SubmitOutcome.Accepted)
            {
                journal.Submit(update, waiter);
                node.IsSealed |= seals;
            }

            return outcome;
        }
    }

    private SubmitOutcome Judge(ActivityNode node)
    {
        if (gate.IsEnded || node.IsUnderEndedContext)
        {
            return SubmitOutcome.Fenced;
        }

        return node.IsUnderCanceledBranch ? SubmitOutcome.Canceled : SubmitOutcome.Accepted;
    }
}
