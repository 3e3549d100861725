using DurableParallel.Engine.Metrics;
using DurableParallel.Running;

namespace DurableParallel.Engine.Journal;

/// <summary>
/// The way into the journal, and whose turn it is to write. Those who submit encode their records themselves; one writer
/// takes whatever is there into one transaction, without waiting for more. The writer is a thread of the journal's own while
/// there is much to do. When it rests, the thread that submits becomes the writer once it is done with what it was at,
/// because waking another would take about as long as a commit.
/// </summary>
internal sealed partial class JournalWriter : IDisposable, IThreadPoolWorkItem
{
    // Guards the queue and the fields that change. Nothing is called under it but the queue.
    private readonly object _gate = new();
    private readonly CommitQueue _queue;
    private readonly Committer _committer;
    private readonly IJournalStore _store;
    private readonly IJournalFaults? _faults;
    private readonly WriteBudget _budget;
    private readonly Action<Exception> _onFault;
    private readonly Action? _onIdle;
    private readonly Thread _thread;

    // Of the one who writes.
    private readonly CommitWork _work;

    private bool _isWaiting;
    private bool _isCommitting;
    private bool _isLeftToSubmitter;
    private bool _isClosing;
    private bool _hasFailed;

    /// <param name="store">Where it is written.</param>
    /// <param name="faults">Stops the engine at a commit, for tests; else null.</param>
    /// <param name="onFault">Called once, by the last writer, when nothing can be written any more.</param>
    /// <param name="onIdle">Called under no lock whenever all that was submitted is durable and told; null for none.</param>
    /// <param name="pinnedBytesLimit">From how many bytes of the log on the executions that keep them are moved out.</param>
    /// <param name="budget">Counts the bytes that wait for the disk.</param>
    public JournalWriter(
        IJournalStore store,
        IJournalFaults? faults,
        Action<Exception> onFault,
        Action? onIdle = null,
        long pinnedBytesLimit = DurableEngineOptions.DefaultPinnedBytesLimit,
        WriteBudget? budget = null)
    {
        _budget = budget ?? new WriteBudget(DurableEngineOptions.DefaultUnwrittenBytes);
        _queue = new CommitQueue(_budget, store.RowLimit);
        _committer = new Committer(store, faults, _budget, pinnedBytesLimit);
        _onIdle = onIdle;
        _store = store;
        _faults = faults;
        _onFault = onFault;
        _work = new CommitWork(store.RowLimit);
        _thread = new Thread(Run) { IsBackground = true, Name = "DurableParallel journal" };
    }

    /// <summary>Measures commits for listeners; set before <see cref="Start"/>.</summary>
    public EngineMetrics? Metrics
    {
        set => _committer.Metrics = value;
    }

    /// <summary>Counts commits; set before <see cref="Start"/>.</summary>
    public EngineCounts? Counts { set => _committer.Counts = value; }

    /// <summary>Whether nothing waits for a commit at this moment.</summary>
    public bool IsIdle => Volatile.Read(ref _isWaiting) && !Volatile.Read(ref _isCommitting);

    /// <summary>Whether everything that was submitted is durable and told.</summary>
    public bool IsDrained
    {
        get
        {
            lock (_gate)
            {
                return _isWaiting && !_isCommitting && !_queue.HasWork;
            }
        }
    }

    /// <summary>Gives the target all that the journal holds, and returns how much there was. Called once, before <see cref="Start"/>.</summary>
    public (long Records, long LastTimestamp) Recover(IRecoveryTarget target) => _committer.Recover(target);

    public void Start() => _thread.Start();

    /// <summary>Takes a record. It is durable later, in the order of the calls; after a fault or the end it never is.</summary>
    /// <param name="owner">Whose record it is; null for one of the journal itself.</param>
    /// <param name="record">The encoded record.</param>
    /// <param name="waiter">Told when it is durable; null for none.</param>
    /// <param name="timestamp">The record's time, in milliseconds since 1970.</param>
    /// <param name="tag">Not 0: given back to the owner before the waiter is told.</param>
    /// <returns>Whether it was taken.</returns>
    /// <exception cref="OutOfMemoryException">There is no memory for it; nothing of it was taken.</exception>
    public bool Append(IRecordOwner? owner, ReadOnlySpan<byte> record, ICheckpointWaiter? waiter, long timestamp, int tag = 0)
    {
        _faults?.BeforeAppend(record.Length);
        lock (_gate)
        {
            if (_isClosing || _hasFailed)
            {
                return false;
            }

            _queue.Add(new CommitBatch.Entry(owner, waiter, timestamp, tag), record);
            Wake();
            return true;
        }
    }

    /// <summary>Takes several records, which become durable with one commit and of which it is told in their order; see the other one.</summary>
    /// <param name="records">Whose they are, and the encoded records.</param>
    /// <returns>Whether they were taken.</returns>
    /// <exception cref="OutOfMemoryException">There is no memory for them; nothing of them was taken.</exception>
    public bool Append(IReadOnlyList<(CommitBatch.Entry Entry, byte[] Record)> records)
    {
        _faults?.BeforeAppend(records[0].Record.Length);
        return Take(queue => queue.Add(records));
    }

    /// <summary>Takes the records that a call appends for one commit: none is begun meanwhile. The call takes no other lock.</summary>
    public void Together(Action append)
    {
        lock (_gate)
        {
            append();
        }
    }

    /// <summary>Asks for an execution to be moved out of the log: with the next commit, or with one of its own.</summary>
    public void Move(IRecordOwner owner, bool isUrgent)
    {
        lock (_gate)
        {
            if (_queue.Move(owner, isUrgent))
            {
                Wake();
            }
        }
    }

    /// <summary>Asks for something to be done with a commit of its own or another's. False when nothing is taken any more.</summary>
    public bool Run(ICommitJob job) => Take(queue => queue.Run(job));

    private bool Take(Action<CommitQueue> add)
    {
        lock (_gate)
        {
            if (_isClosing || _hasFailed)
            {
                return false;
            }

            add(_queue);
            Wake();
            return true;
        }
    }

    /// <summary>Takes nothing more, because of something that a caller has found. A commit that is under way ends. Safe under any lock.</summary>
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

    private void OnFault(Exception fault)
    {
        _onFault(fault);
        _budget.Open();
    }

    private void FailJobs()
    {
        ICommitJob[] left;
        lock (_gate)
        {
            left = _work.Job is { } job ? [job, .. _queue.TakeJobs()] : _queue.TakeJobs();
            _work.Job = null;
        }

        foreach (var job in left)
        {
            job.Fail(new EngineStoppedException("The engine was gone before that was done. Ask for it again when the journal is opened."));
        }
    }
}
