using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Scheduling;

namespace DurableParallel.Engine.Executions;

/// <summary>
/// Holds executions back that were accepted and may not begin yet, and lets them begin. One that is held has no turn, and once its
/// record is in a row no memory but its own. The one reason so far is its start time; another one is asked for in the same three
/// places: whether there is one (<see cref="ExecutionTerms.IsHeld"/>, <see cref="StartWait"/>), what ends it (<see cref="TryHold"/>), and that it has ended (<see cref="OnDue"/>).
/// </summary>
/// <param name="journal">Takes its record out of memory, and the note that it begins.</param>
/// <param name="admission">Where it waits for its turn then.</param>
/// <param name="ends">Lets its time run from then.</param>
/// <param name="clock">What time it is.</param>
internal sealed class StartHolds(JournalWriter journal, Admission admission, ExecutionEnds ends, EngineClock clock)
{
    /// <summary>An execution is durable that has not begun: it waits for its turn, unless it is held back. Gated.</summary>
    public void Begin(Execution execution)
    {
        if (execution.Terms is { IsHeld: true })
        {
            if (execution.State.TryHold() && TryHold(execution))
            {
                journal.Move(execution, isUrgent: false);
            }
        }
        else if (execution.State.TryQueue(ExecutionPhase.Creating))
        {
            admission.QueueStart(execution);
        }
    }

    /// <summary>Holds an execution back that is at rest. False when nothing does, so that it may go on. Gated.</summary>
    public static bool TryHold(Execution execution)
    {
        if (execution is not { Phase: ExecutionPhase.Idle, Terms: { IsHeld: true, StartAt: { } startAt } })
        {
            return false;
        }

        execution.Sleep(startAt, isForDelay: false);
        return true;
    }

    /// <summary>The time has come of an execution that is at rest: one that was held back begins, any other goes on. Gated.</summary>
    public void OnDue(Execution execution)
    {
        if (execution is not { Phase: ExecutionPhase.Idle, Terms: { IsHeld: true } terms })
        {
            execution.Wake();
            return;
        }

        var now = clock.Now();
        var buffer = RecordBuffer.Scratch();
        RecordCodec.WriteMark(buffer, RecordKind.Released, now - execution.CreatedAt);
        if (execution.Append(buffer.Written, waiter: null, now, tag: 0))
        {
            Release(execution, now);
            ends.ArmDeadline(execution);
            if (execution.State.TryQueue(ExecutionPhase.Idle))
            {
                admission.QueueStart(execution);
            }
        }
    }

    /// <summary>It is on record that an execution begins. The caller holds the gate, or is alone with it.</summary>
    /// <param name="execution">The execution.</param>
    /// <param name="at">When, in milliseconds since 1970.</param>
    public static void Release(Execution execution, long at)
    {
        execution.ChangeTerms((execution.Terms ?? new ExecutionTerms()) with { BeganAt = at });
        execution.Between.OnRecord();
    }
}
