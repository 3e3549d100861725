using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Journal.Rows;
using DurableParallel.Engine.Scheduling;
using DurableParallel.Engine.Turns;
using DurableParallel.Running;

namespace DurableParallel.Engine.Executions;

/// <summary>
/// The records of an execution: how many are in its row, in memory and on their way to the journal. What they say is nothing
/// to it. It is the lower half of <see cref="Execution"/> and no object of its own, since there may be very many executions.
/// Guarded by the gate, which callers of what is called gated hold.
/// </summary>
internal abstract class RecordedExecution(EngineServices services, long number, string name, StoredRecords stored) : DueItem, IPurgeTarget, IExecutionRecords
{
    // Larger rows than this would come near the largest that SQLite stores; such an execution stays in the log.
    private const int LargestRow = 512 << 20;
    private StoredRecords _stored = stored;
    private ExecutionWork? _work;

    /// <summary>What all executions of its engine share.</summary>
    public EngineServices Services => services;

    public long Number => number;

    public string Name => name;

    /// <summary>The version of its function. It stands here because a number of this size takes no memory here.</summary>
    public int Version { get; protected set; }

    /// <summary>Milliseconds since 1970.</summary>
    public long CreatedAt { get; set; }

    // There may be a million, so none has an object of its own to be locked by.
    public object Gate => this;

    /// <summary>What it has only while something is going on with it; null while nothing is. Gated.</summary>
    public ExecutionWork? WorkOrNull => _work;

    /// <summary>What it has only while something is going on with it, from now on. Gated.</summary>
    public ExecutionWork Work => _work ??= new ExecutionWork(_stored.LastRow);

    /// <summary>Whether all that was recorded of it is durable. Gated.</summary>
    public bool HasNothingInFlight => _work is not { Records.InFlight: > 0 };

    /// <summary>Whether its records do not fit into memory: also those of a row that was written where there was more of it. Gated.</summary>
    public bool IsNotHeld => _work is { Records.IsCut: true } || RecordedLength > services.MaxHeldBytes;

    /// <summary>How many bytes of records are durable. Gated.</summary>
    public long RecordedLength => (long)_stored.Length + HeldLength;

    /// <summary>How many bytes of records are durable or on their way. Gated.</summary>
    public long SubmittedLength => _stored.Length + (_work?.Records.RecordedLength ?? 0);

    /// <summary>How many bytes of records are in memory: of all, or of those that the row does not have. Gated.</summary>
    public int HeldLength => _work?.Records.Length ?? 0;

    /// <summary>The last row of the log that has a record of it. Gated.</summary>
    public long LastRow => _stored.LastRow;

    long IRecordOwner.PinnedRow
    {
        get => _work?.Records.PinnedRow ?? 0;
        set => Work.Records.PinnedRow = value;
    }

    /// <summary>The input as it is on record.</summary>
    public string? ReadInput()
    {
        var records = new RecordSequence(ReadRecords());
        return records.MoveNext() ? RecordCodec.ReadCreated(records.Current).Input : throw RecordReader.Damage("an execution has no records");
    }

    public bool TryReadFreshInput(out string? input)
    {
        lock (this)
        {
            input = null;
            var records = new RecordSequence(_work is { } work ? work.Records.Bytes.Span : default);
            if (_stored.Length > 0 || !records.MoveNext() || !records.IsAtEnd)
            {
                return false;
            }

            input = RecordCodec.ReadCreated(records.Current).Input;
            return true;
        }
    }

    public ReadOnlyMemory<byte> LoadRecords()
    {
        lock (this)
        {
            var loaded = Work.Records.LendBehind(ReadRow());
            _stored.Length = 0;
            return loaded;
        }
    }

    public byte[] ReadRecords()
    {
        lock (this)
        {
            return [.. ReadRow(), .. _work is { } work ? work.Records.Bytes.Span : default];
        }
    }

    public bool Append(ReadOnlySpan<byte> record, ICheckpointWaiter? waiter, long timestamp, int tag)
    {
        try
        {
            return AppendOrThrow(record, waiter, timestamp, tag);
        }
        catch (OutOfMemoryException fault)
        {
            OnNotRecorded(fault);
            return false;
        }
    }

    public bool AppendOrThrow(ReadOnlySpan<byte> record, ICheckpointWaiter? waiter, long timestamp, int tag)
    {
        // All that can fail comes before the record is taken, so that what is on its way is counted.
        ref var records = ref Work.Records;
        try
        {
            if (!services.Journal.Append(this, record, waiter, timestamp, tag))
            {
                return false;
            }
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            services.Journal.Fail(fault);
            return false;
        }

        records.OnAppended(record.Length);
        return true;
    }

    public abstract void OnNotRecorded(Exception fault);

    public abstract bool FailIfTooLarge(long moreBytes);

    /// <summary>Whether a record of the log is in the row already.</summary>
    public bool HasInRow(long logRow) => logRow <= (_work?.Records.MovedThrough ?? _stored.LastRow);

    void IRecordOwner.OnCommitted(ReadOnlySpan<byte> prefixed, long row)
    {
        BlockNotice? notice = null;
        lock (this)
        {
            ref var records = ref Work.Records;
            if (!records.TryKeep(prefixed, services.MaxHeldBytes - _stored.Length, services.RecordArrays))
            {
                records.Cut(keepsFirst: _stored.Length == 0);
                notice = OnNotHeld();
            }

            _stored.LastRow = row;
            records.OnCommitted(prefixed.Length);
            if (records.InFlight == 0)
            {
                OnNothingInFlight();
            }
        }

        if (notice is not null)
        {
            OnBlocked(notice);
        }
    }

    public abstract void OnAcknowledged(int tag);

    ExecutionRow? IRecordOwner.DescribeRow()
    {
        lock (this)
        {
            return _work is not { Records: { Length: > 0, IsCut: false } records } || RecordedLength > LargestRow
                ? null
                : Describe() with { Through = _stored.LastRow, KeptLength = _stored.Length, Records = records.Bytes };
        }
    }

    void IRecordOwner.OnMoved(ExecutionRow row)
    {
        lock (this)
        {
            var isRead = AreRecordsRead;
            var moved = row.KeptLength + row.Records.Length - _stored.Length;
            Work.Records.OnMoved(row.Through, moved, services.RecordArrays, isRead);
            if (!isRead)
            {
                _stored.Length += moved;
                _work = Work.IsOver(_stored.LastRow) ? null : _work;
            }
        }
    }

    public abstract PurgeVerdict TryPurge(long logHead, out long heldBy);

    /// <summary>Whether its row is gone, so that nothing can be read. Gated.</summary>
    protected abstract bool IsRowGone { get; }

    /// <summary>Whether its records in memory are read, and stay. Gated.</summary>
    protected abstract bool AreRecordsRead { get; }

    /// <summary>All of its row but the records. Gated.</summary>
    protected abstract ExecutionRow Describe();

    /// <summary>All that was recorded is durable. Gated.</summary>
    protected abstract void OnNothingInFlight();

    /// <summary>Memory does not hold its records. Gated; what is returned is given to <see cref="OnBlocked"/> outside of the gate.</summary>
    protected abstract BlockNotice? OnNotHeld();

    protected abstract void OnBlocked(BlockNotice notice);

    private ReadOnlySpan<byte> ReadRow() => _stored.Length == 0
        ? default
        : IsRowGone ? throw ExecutionNotFoundException.Purged(Name) : _stored.Read(services.Store, Number, Name);
}
