using System.Runtime.InteropServices;
using DurableParallel.Engine.Journal.Rows;

namespace DurableParallel.Engine.Executions;

/// <summary>Where an execution stands: for this process its phase, for its users its status, and when it ended. Guarded by the execution.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct ExecutionStanding
{
    private const long NotSet = long.MinValue;
    private long _endedAt;
    private byte _status;

    public ExecutionStanding(ExecutionPhase phase)
    {
        Phase = phase;
        _endedAt = NotSet;
    }

    public ExecutionStanding(ExecutionRow row)
    {
        Phase = row.Status is ExecutionStatus.Running or ExecutionStatus.Blocked ? ExecutionPhase.Idle : ExecutionPhase.Ended;
        Status = row.Status;
        Begun = row.Begun;
        _endedAt = row.EndedAt ?? NotSet;
    }

    public ExecutionPhase Phase { readonly get; private set; }

    public ExecutionStatus Status
    {
        readonly get => (ExecutionStatus)_status;
        private set => _status = (byte)value;
    }

    /// <summary>How often in a row it began after its process had died, without getting anywhere.</summary>
    public int Begun { readonly get; set; }

    /// <summary>Whether its row is gone, or goes with the commit under way.</summary>
    public bool IsPurged { readonly get; set; }

    /// <summary>When it ended, in milliseconds since 1970; null while that is not on its way.</summary>
    public readonly long? EndedAt => _endedAt == NotSet ? null : _endedAt;

    /// <summary>Whether its end is durable, or on its way.</summary>
    public readonly bool IsOver => Phase is ExecutionPhase.Ending or ExecutionPhase.Ended;

    /// <summary>It waits for its turn. False unless it was in that phase.</summary>
    public bool TryQueue(ExecutionPhase from) => TryPass(from, ExecutionPhase.Queued);

    /// <summary>It is durable, and does not begin yet.</summary>
    public bool TryHold() => TryPass(ExecutionPhase.Creating, ExecutionPhase.Idle);

    /// <summary>It has its turn.</summary>
    public bool TryRun() => TryPass(ExecutionPhase.Queued, ExecutionPhase.Running);

    /// <summary>Its turn is over.</summary>
    public bool TryRest() => TryPass(ExecutionPhase.Running, ExecutionPhase.Idle);

    /// <summary>It does not go on until a person acts.</summary>
    public void Block() => (Phase, Status) = (ExecutionPhase.Blocked, ExecutionStatus.Blocked);

    /// <summary>It is blocked no more.</summary>
    public void Unblock() => (Phase, Status) = (ExecutionPhase.Idle, ExecutionStatus.Running);

    /// <summary>Its last record is on its way.</summary>
    public void BeginEnd(long now) => (Phase, _endedAt) = (ExecutionPhase.Ending, now);

    /// <summary>Its last record is durable.</summary>
    public void End(ExecutionStatus status) => (Phase, Status) = (ExecutionPhase.Ended, status);

    /// <summary>It goes on although it had ended.</summary>
    public void Reopen() => (Phase, Status, Begun, _endedAt) = (ExecutionPhase.Idle, ExecutionStatus.Running, 0, NotSet);

    private bool TryPass(ExecutionPhase from, ExecutionPhase to)
    {
        if (Phase != from)
        {
            return false;
        }

        Phase = to;
        return true;
    }
}
