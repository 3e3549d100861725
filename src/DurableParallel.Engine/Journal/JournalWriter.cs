using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Journal.Rows;
using DurableParallel.Engine.Metrics;
using DurableParallel.Running;

namespace DurableParallel.Engine.Journal;

/// <summary>
/// The way into the journal. Whoever submits encodes its record itself; one writer takes whatever is there into one
/// transaction, without waiting for more, commits, and tells the waiters in order and outside any lock. The writer is a
/// thread of the journal's own while there is much to do. When it rests, the thread that submits becomes the writer once
/// it is done with what it was at, because waking another would take about as long as a commit.
/// </summary>
internal sealed partial class JournalWriter : IDisposable, IThreadPoolWorkItem
{
    private const long MovedBytesPerCommit = 8L << 20;
    private const int MovesPerCommit = 2048;

    private readonly object _gate = new();
    private readonly long _pinnedBytesLimit;
    private readonly JournalStore _store;
    private readonly IJournalFaults? _faults;
    private readonly WriteBudget _budget;
    private readonly Action<Exception> _onFault;
    private readonly Action? _onIdle;
    private readonly Thread _thread;
    private readonly List<ExecutionRow?> _movedRows = [];
    private readonly List<IRecordOwner> _movedOwners = [];
    private readonly Queue<IRecordOwner> _moves = [];
    private CommitBatch _pending = new();
    private CommitBatch _committing = new();
    private LogPins _pins = new(1);
    private long _nextRow = 1;
    private long _commits;
    private bool _isWaiting;
    private bool _isClosing;
    private bool _isUrgent;
    private bool _hasFailed;

    public JournalWriter(
        JournalStore store,
        IJournalFaults? faults,
        Action<Exception> onFault,
        Action? onIdle = null,
        long pinnedBytesLimit = DurableEngineOptions.DefaultPinnedBytesLimit,
        WriteBudget? budget = null)
    {
        _budget = budget ?? new WriteBudget(DurableEngineOptions.DefaultUnwrittenBytes);
        _pinnedBytesLimit = pinnedBytesLimit;
        _onIdle = onIdle;
        _store = store;
        _faults = faults;
        _onFault = onFault;
        _thread = new Thread(Run) { IsBackground = true, Name = "DurableParallel journal" };
    }

    /// <summary>Told of commits; set before <see cref="Start"/>.</summary>
    public EngineMetrics? Metrics { get; set; }

    /// <summary>Whether nothing waits for a commit at this moment.</summary>
    public bool IsIdle => Volatile.Read(ref _isWaiting) && !Volatile.Read(ref _isCommitting);

    /// <summary>Whether everything that was submitted is durable and told.</summary>
    public bool IsDrained
    {
        get
        {
            lock (_gate)
            {
                return _isWaiting && !_isCommitting && _pending.IsEmpty && !_isUrgent;
            }
        }
    }

    /// <summary>Gives the target all that the journal holds, and returns how much there was. Called once, before <see cref="Start"/>.</summary>
    public (long Records, long LastTimestamp) Recover(IRecoveryTarget target)
    {
        long records = 0;
        long last = 0;
        _store.ReadRows(row =>
        {
            target.OnRow(row);
            last = Math.Max(last, Math.Max(row.StartedAt, row.EndedAt ?? 0));
            _nextRow = Math.Max(_nextRow, checked(row.Through + 1));
        });
        var isFirst = true;
        _store.ReadLog((seq, bytes) =>
        {
            _pins = isFirst ? new LogPins(seq) : _pins;
            _nextRow = isFirst || seq == _nextRow ? seq : throw RecordReader.Damage($"row {_nextRow} of the log is missing");
            isFirst = false;
            _pins.AddRow(seq, bytes.Length);
            var frame = CommitFrame.Open(bytes, seq);
            last = Math.Max(last, frame.Timestamp);
            while (frame.MoveNext())
            {
                records++;
                if (frame.ExecutionNumber == 0)
                {
                    target.OnJournalMark(RecordCodec.KindOf(frame.Record));
                }
                else if (target.OnRecord(frame.ExecutionNumber, frame.Record, seq) is { } owner)
                {
                    owner.OnCommitted(frame.Prefixed, seq);
                    _pins.Pin(owner, seq);
                }
            }

            _nextRow = checked(seq + 1);
        });
        _pins = isFirst ? new LogPins(_nextRow) : _pins;
        return (records, last);
    }

    public void Start() => _thread.Start();

    /// <summary>Takes a record. It is durable later, in the order of the calls; after a fault or the end it never is.</summary>
    /// <param name="owner">Whose record it is; null for one of the journal itself.</param>
    /// <param name="record">The encoded record.</param>
    /// <param name="waiter">Who is told; null for nobody.</param>
    /// <param name="timestamp">The record's time, in milliseconds since 1970.</param>
    /// <param name="tag">Not 0: given back to the owner before the waiter is told.</param>
    /// <returns>Whether it was taken.</returns>
    /// <exception cref="OutOfMemoryException">There is no memory for it; nothing of it was taken.</exception>
    public bool Append(IRecordOwner? owner, ReadOnlySpan<byte> record, ICheckpointWaiter? waiter, long timestamp, int tag = 0)
    {
        lock (_gate)
        {
            if (_isClosing || _hasFailed)
            {
                return false;
            }

            _pending.Add(new CommitBatch.Entry(owner, waiter, timestamp, tag), record);
            CountPending();
            Wake();
            return true;
        }
    }

    private void CountPending()
    {
        var more = _pending.Cost - _pending.CountedCost;
        if (more >= _budget.Portion)
        {
            _pending.CountedCost += more;
            _budget.Add(more);
        }
    }

    /// <summary>Takes nothing more, because of something that whoever submits has found. A commit that is under way ends. Safe under any lock.</summary>
    public void Fail(Exception fault)
    {
        lock (_gate)
        {
            if (_hasFailed)
            {
                return;
            }

            _hasFailed = true;
            Monitor.Pulse(_gate);
        }

        ThreadPool.UnsafeQueueUserWorkItem(static state => state.Writer.OnFault(state.Fault), (Writer: this, Fault: fault), preferLocal: false);
    }

    /// <summary>Commits what is there, takes nothing more, and returns when the thread has ended.</summary>
    public void Close()
    {
        _store.StopWaiting();
        lock (_gate)
        {
            _isClosing = true;
            Wake();
        }

        if (_thread.ThreadState.HasFlag(ThreadState.Unstarted))
        {
            return;
        }

        _thread.Join();
        _budget.Open();
    }

    /// <summary>Takes nothing more and drops what is not in a commit yet, as the end of the process would.</summary>
    public void Kill()
    {
        lock (_gate)
        {
            _hasFailed = true;
        }

        _budget.Open();
        Close();
    }

    public void Dispose() => Kill();

    private void Commit(CommitBatch batch)
    {
        _commits++;
        var begun = Metrics?.BeginCommit() ?? 0;
        _faults?.BeforeCommit(_commits, batch.CountOperations());
        var firstRow = _nextRow;
        try
        {
            _store.Begin();
            for (var index = 0; index < batch.RowCount; index++)
            {
                var row = batch.SealRow(index);
                _store.AppendLog(_nextRow, row);
                _pins.AddRow(_nextRow, row.Length);
                _nextRow++;
            }

            MoveOut(firstRow);
            if (_purge is { } purge)
            {
                DeletePurged(purge);
            }

            _store.Commit();
        }
        catch
        {
            _store.Rollback();
            throw;
        }

        Metrics?.EndCommit(begun, batch.Entries.Length);
        _faults?.AfterCommit(_commits);
        Tell(batch, firstRow);
        _budget.Return(batch.CountedCost);
        _faults?.AfterAcknowledgement(_commits);
    }

    private void Tell(CommitBatch batch, long firstRow)
    {
        for (var index = 0; index < _movedOwners.Count; index++)
        {
            if (_movedRows[index] is { } row)
            {
                _movedOwners[index].OnMoved(row);
            }
        }

        _movedOwners.Clear();
        _movedRows.Clear();
        foreach (ref readonly var entry in batch.Entries)
        {
            if (entry.Owner is { } owner)
            {
                var row = firstRow + entry.Row;
                _pins.Pin(owner, row);
                owner.OnCommitted(batch.PrefixedRecord(entry), row);
            }

            // The owner first: once the waiter knows, it may park, be evicted, and need the delay that the owner learns of here.
            if (entry.Tag != 0)
            {
                entry.Owner?.OnAcknowledged(entry.Tag);
            }

            entry.Waiter?.OnAcknowledged(DateTimeOffset.FromUnixTimeMilliseconds(entry.Timestamp));
        }

        if (_pins.Bytes > _pinnedBytesLimit)
        {
            _pins.ListOldest(_pinnedBytesLimit / 2, owner => Move(owner, isUrgent: true));
        }

        if (_purge is { } purge)
        {
            TellPurged(purge);
        }
    }
}
