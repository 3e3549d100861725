using System.Runtime.InteropServices;
using DurableParallel.Engine.Operations;
using DurableParallel.Engine.Turns;

namespace DurableParallel.Engine.Executions;

/// <summary>What an execution keeps from one turn for the next: until when it sleeps, and what the turn has seen. Guarded by the execution.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct BetweenTurns(long? due)
{
    // Far away, but not never: an execution that only something from outside can wake.
    private const long NeverDue = long.MaxValue;
    private const long NotSet = long.MinValue;
    private const int Unknown = int.MaxValue;
    private long _due = due ?? NotSet;
    private int _seenLength = Unknown;
    private bool _isSuspended;

    /// <summary>Until when it sleeps, as on record; null when it does not, or that is not on record.</summary>
    public readonly long? Due => _due == NotSet ? null : _due;

    /// <summary>Whether that is when the earliest of its delays is over.</summary>
    public bool SleepsForDelay { readonly get; private set; }

    /// <summary>What it is held up by while it is at rest; unknown until the records were asked, or a turn has said so.</summary>
    public ExecutionStates States { readonly get; set; } = ExecutionStates.Unknown;

    /// <summary>It sleeps, from now on or again. Returns when to wake it; null for never.</summary>
    /// <param name="due">Until when, as on record; null for until something comes from outside.</param>
    /// <param name="isForDelay">Whether that is when the earliest of its delays is over.</param>
    public long? Sleep(long? due, bool isForDelay)
    {
        // The time is kept here as well: when it comes, the queue forgets it before the execution is woken, and the row must not.
        _due = due ?? NeverDue;
        SleepsForDelay = isForDelay && _due != NeverDue;
        return _due == NeverDue ? null : _due;
    }

    /// <summary>It is woken for something else than what it sleeps for.</summary>
    public void OnWokenEarly() => (SleepsForDelay, States) = (false, ExecutionStates.Unknown);

    /// <summary>A record shows that it does not sleep.</summary>
    public void OnRecord() => _due = NotSet;

    /// <summary>From here on the host alone records.</summary>
    /// <param name="length">How many bytes of records there are.</param>
    public void OnTurnOver(int length) => _seenLength = length;

    /// <summary>How the turn ended, and what the execution is held up by.</summary>
    public void OnRest(in Rest rest, ExecutionStates states) => (_isSuspended, States) = (rest.IsSuspended, states);

    /// <summary>Takes how many bytes of records the last turn left behind; more than there are when that is not known.</summary>
    /// <param name="isResumed">Whether it was suspended, in this process.</param>
    public int TakeSeen(out bool isResumed)
    {
        (isResumed, _isSuspended) = (_isSuspended, false);
        var seen = _seenLength;
        _seenLength = Unknown;
        States = ExecutionStates.Unknown;
        return seen;
    }
}
