using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Journal.Rows;

namespace DurableParallel.Engine.Executions;

/// <content>The execution as the journal's writer sees it.</content>
internal sealed partial class Execution
{
    // Larger rows than this would come near the largest that SQLite stores; such an execution stays in the log.
    private const int LargestRow = 512 << 20;

    void IRecordOwner.OnCommitted(ReadOnlySpan<byte> prefixed, long row)
    {
        BlockNotice? notice;
        lock (this)
        {
            notice = Keep(prefixed);
            _lastRow = row;
            CountCommitted(prefixed.Length);
            if (InFlight == 0)
            {
                LookAgain();
            }

            if (InFlight == 0 && IsDraining)
            {
                IsDraining = false;
                _services.Scheduler.Queue(this);
            }
        }

        Announce(notice);
    }

    void IRecordOwner.OnAcknowledged(int tag)
    {
        switch (tag)
        {
            case CreatedTag:
                OnCreated();
                break;
            case EndedTag:
                OnEnded();
                break;
            case UnblockedTag:
                OnUnblocked();
                break;
            default:
                OnDelayDurable(tag);
                break;
        }
    }

    ExecutionRow? IRecordOwner.DescribeRow()
    {
        lock (this)
        {
            if (Records.Length == 0 || _work!.IsTooLarge || (long)_keptLength + Records.Length > LargestRow)
            {
                return null;
            }

            return new ExecutionRow
            {
                Number = Number,
                Name = Name,
                FunctionName = FunctionName,
                Version = Version,
                Status = BlockedBy is { IsRecorded: false } ? ExecutionStatus.Running : Status,
                StartedAt = CreatedAt,
                EndedAt = _endedAt == NotSet ? null : _endedAt,
                DueAt = _phase == ExecutionPhase.Idle && _idleDue != NotSet ? _idleDue : null,
                Begun = _begun,
                Terms = _terms,
                Through = _lastRow,
                KeptLength = _keptLength,
                Records = Records,
            };
        }
    }

    void IRecordOwner.OnMoved(ExecutionRow row)
    {
        lock (this)
        {
            MovedThrough = row.Through;
            if (Turn is not { IsInProcess: true })
            {
                var moved = row.KeptLength + row.Records.Length - _keptLength;
                Work.Records.Trim(moved, _services.RecordArrays);
                _keptLength += moved;
                DropWork();
            }
        }
    }

    private void OnDelayDurable(int ordinal)
    {
        lock (this)
        {
            Turn?.OnDelayDurable(ordinal);
        }
    }
}
