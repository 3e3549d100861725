using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Limiting;
using DurableParallel.Engine.Operations;
using DurableParallel.Engine.Scheduling;

namespace DurableParallel.Engine.Executions;

/// <summary>
/// Holds executions back that were accepted and may not begin yet, and lets them begin: until their start time, and until the
/// limits of their function have room. One that is held has no turn, and once its record is in a row no memory but its own.
/// </summary>
/// <param name="journal">Takes its record out of memory, and the note that it begins.</param>
/// <param name="admission">Where it waits for its turn then.</param>
/// <param name="ends">Lets its time run from then.</param>
/// <param name="clock">What time it is.</param>
/// <param name="due">Wakes a function whose next token comes.</param>
/// <param name="functions">Which functions there are.</param>
internal sealed class StartHolds(JournalWriter journal, Admission admission, ExecutionEnds ends, EngineClock clock, DueQueue due, FunctionRegistry functions)
{
    private readonly StartLines _lines = new();
    private readonly Dictionary<FunctionLine, TokenDue> _tokens = [];

    /// <summary>An execution is durable that has not begun: it waits for its turn, unless it is held back. Gated.</summary>
    public void Begin(Execution execution)
    {
        if (execution.Terms is { IsHeld: true })
        {
            if (execution.State.TryHold() && TryHold(execution) && execution.Phase == ExecutionPhase.Idle)
            {
                journal.Move(execution, isUrgent: false);
            }
        }
        else if (execution.State.TryQueue(ExecutionPhase.Creating))
        {
            admission.QueueStart(execution, execution.Priority);
        }
    }

    /// <summary>Holds an execution back that is at rest, or lets it begin if only a limit could hold it and has room. False when nothing of this concerns it, so that it may go on. Gated.</summary>
    public bool TryHold(Execution execution)
    {
        if (execution is not { Phase: ExecutionPhase.Idle, Terms: { IsHeld: true } terms })
        {
            return false;
        }

        if (terms.StartAt is { } startAt && (!terms.IsLimited || startAt > clock.Now()))
        {
            execution.Sleep(startAt, isForDelay: false);
            return true;
        }

        // While its function is missing it is blocked, as any other, and comes here again when it is registered.
        if (!functions.Has(execution))
        {
            return false;
        }

        Enter(execution);
        return true;
    }

    /// <summary>The time has come of an execution that is at rest: one that was held back begins, any other goes on. Gated.</summary>
    public void OnDue(Execution execution)
    {
        if (execution is not { Phase: ExecutionPhase.Idle, Terms: { IsHeld: true } terms })
        {
            execution.Wake();
        }
        else if (terms.IsLimited && functions.Has(execution))
        {
            Enter(execution);
        }
        else
        {
            LetBegin(execution);
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

    /// <summary>An execution of the journal has begun in an earlier process, if it has, and counts from now on.</summary>
    public void Recover(Execution execution)
    {
        if (execution is { State.IsOver: false, Terms: { IsLimited: true, BeganAt: not null } })
        {
            _lines.Of(execution.FunctionName).Count(execution);
        }
    }

    /// <summary>A version of a function is about to be registered. Returns what lets those begin that its limits have room for, when it is; null for nothing.</summary>
    public Action? OnRegistering(string name, int version, FunctionLimits? limits) =>
        _lines.OnRegistered(name, version, limits) is { } line ? () => LetNextBegin(line) : null;

    /// <summary>The end of an execution is durable: others may begin. Called under no gate.</summary>
    public void OnEnded(Execution execution)
    {
        if (execution.Terms is { IsLimited: true, BeganAt: not null })
        {
            var line = _lines.Of(execution.FunctionName);
            line.Leave(execution);
            LetNextBegin(line);
        }
    }

    /// <summary>Why an execution has not begun; null when it has, or waits for nothing but its turn.</summary>
    public StartWait? Describe(Execution execution)
    {
        if (execution is not { Status: ExecutionStatus.Running, Terms: { IsHeld: true } terms })
        {
            return null;
        }

        if (terms.StartAt is { } startAt && (!terms.IsLimited || startAt > clock.Now()))
        {
            return new StartWait(StartWaitReason.StartTime, OperationStateMachine.Time(startAt, 0));
        }

        return new StartWait(_lines.Of(execution.FunctionName).WhyWaits(execution), DueTimestamp: null);
    }

    private void Enter(Execution execution)
    {
        var line = _lines.Of(execution.FunctionName);
        if (line.TryEnter(execution, clock.Running()))
        {
            LetBegin(execution);
        }
        else
        {
            AwaitToken(line);
        }
    }

    private void LetNextBegin(FunctionLine line)
    {
        while (line.TakeNext(clock.Running()) is Execution next)
        {
            bool hasBegun;
            lock (next.Gate)
            {
                hasBegun = next is { Phase: ExecutionPhase.Idle, Terms.IsHeld: true } && LetBegin(next);
            }

            if (!hasBegun)
            {
                // It was stopped while it waited.
                line.Leave(next, hasBegun: false);
            }
        }

        AwaitToken(line);
    }

    // False when the engine takes no records any more.
    private bool LetBegin(Execution execution)
    {
        var now = clock.Now();
        var buffer = RecordBuffer.Scratch();
        RecordCodec.WriteMark(buffer, RecordKind.Released, now - execution.CreatedAt);
        if (!execution.Append(buffer.Written, waiter: null, now, tag: 0))
        {
            return false;
        }

        Release(execution, now);
        ends.ArmDeadline(execution);
        if (execution.State.TryQueue(ExecutionPhase.Idle))
        {
            admission.QueueStart(execution, execution.Priority);
        }

        return true;
    }

    private void AwaitToken(FunctionLine line)
    {
        if (line.NextTokenAt(clock.Running()) is not { } next)
        {
            return;
        }

        TokenDue? token;
        lock (_tokens)
        {
            if (!_tokens.TryGetValue(line, out token))
            {
                _tokens.Add(line, token = new TokenDue(this, line));
            }
        }

        due.Arm(token, next);
    }

    private sealed class TokenDue(StartHolds holds, FunctionLine line) : DueItem
    {
        public override void OnDue(long now) => holds.LetNextBegin(line);
    }
}
