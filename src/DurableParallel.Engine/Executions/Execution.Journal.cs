using DurableParallel.Engine.Journal;

namespace DurableParallel.Engine.Executions;

/// <content>The execution as the journal's writer sees it.</content>
internal sealed partial class Execution
{
    // Larger rows than this would come near the largest that SQLite stores; such an execution stays in the log.
    private const int LargestRow = 512 << 20;

    void IRecordOwner.OnCommitted(ReadOnlySpan<byte> prefixed, long row)
    {
        lock (_gate)
        {
            _records.Append(prefixed, _services.RecordArrays);
            _lastRow = row;
            _inFlight--;
            if (_inFlight == 0)
            {
                LookAgain();
            }

            if (_inFlight == 0 && _isDraining)
            {
                _isDraining = false;
                _services.Scheduler.Queue(this);
            }
        }
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
        lock (_gate)
        {
            if (_records.Length == 0 || (long)_records.KeptLength + _records.Length > LargestRow)
            {
                return null;
            }

            return new ExecutionRow
            {
                Number = Number,
                Name = Name,
                FunctionName = FunctionName,
                Version = Version,
                Status = _blocked is { Reason: not BlockedReason.Poison } ? ExecutionStatus.Running : Status,
                StartedAt = CreatedAt,
                EndedAt = _endedAt,
                DueAt = _phase == ExecutionPhase.Idle ? _idleDue : null,
                Begun = _begun,
                Terms = _terms,
                Through = _lastRow,
                KeptLength = _records.KeptLength,
                Records = _records.Bytes,
            };
        }
    }

    void IRecordOwner.OnMoved(ExecutionRow row)
    {
        lock (_gate)
        {
            _movedThrough = row.Through;
            if (_live is null)
            {
                _records.Trim(row.KeptLength + row.Records.Length - _records.KeptLength, _services.RecordArrays);
            }
        }
    }

    private void OnDelayDurable(int ordinal)
    {
        lock (_gate)
        {
            _live?.OnDelayDurable(ordinal);
        }
    }
}
