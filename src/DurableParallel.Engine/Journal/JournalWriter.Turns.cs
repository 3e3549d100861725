namespace DurableParallel.Engine.Journal;

/// <content>Whose turn it is to write: that of the journal's thread, or of one that submitted while the writer was at rest.</content>
internal sealed partial class JournalWriter
{
    // How long the journal's own thread leaves a commit to the thread that submitted it, which may be held up.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(1);

    /// <summary>The turn of a thread that submitted while the writer was at rest: one commit.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        lock (_gate)
        {
            _isLeftToSubmitter = false;
            if (_isCommitting || _hasFailed || !_queue.HasRecords)
            {
                return;
            }

            TakeWork();
        }

        if (!TryCommit())
        {
            return;
        }

        lock (_gate)
        {
            EndCommit();
            if (_queue.HasWork || _isClosing || _hasFailed)
            {
                Monitor.Pulse(_gate);
                return;
            }
        }

        _onIdle?.Invoke();
    }

    private void Run()
    {
        while (Take() && TryCommit())
        {
            lock (_gate)
            {
                EndCommit();
            }
        }

        FailJobs();
    }

    // Waits for something to commit. False when nothing will be committed any more.
    private bool Take()
    {
        var mayRest = _onIdle is null;
        while (true)
        {
            lock (_gate)
            {
                if (!_isCommitting)
                {
                    if (_hasFailed || (_isClosing && _queue.IsEmpty))
                    {
                        Volatile.Write(ref _isWaiting, false);
                        return false;
                    }

                    if (_queue.HasWork || (_isClosing && !_queue.IsEmpty))
                    {
                        Volatile.Write(ref _isWaiting, false);
                        TakeWork();
                        return true;
                    }
                }

                Volatile.Write(ref _isWaiting, true);
                if (mayRest || _isCommitting)
                {
                    Rest();
                    mayRest = _onIdle is null;
                    continue;
                }
            }

            // Whatever is submitted meanwhile is seen before the next rest.
            _onIdle!();
            mayRest = true;
        }
    }

    private void Rest()
    {
        Monitor.Wait(_gate);
        if (_isLeftToSubmitter && !_isCommitting && !_isClosing && !_hasFailed)
        {
            Monitor.Wait(_gate, Patience);
        }
    }

    private void Wake()
    {
        if (!_isWaiting || _isCommitting)
        {
            return;
        }

        if (!_isLeftToSubmitter && !_isClosing && Thread.CurrentThread.IsThreadPoolThread)
        {
            LeaveToSubmitter();
        }

        Monitor.Pulse(_gate);
    }

    private void LeaveToSubmitter()
    {
        try
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
            _isLeftToSubmitter = true;
        }
        catch (OutOfMemoryException)
        {
            // The record has been taken, so this is no failure: the journal's own thread commits it.
        }
    }

    private void TakeWork()
    {
        _isCommitting = true;
        _queue.Take(_work);
    }

    private bool TryCommit()
    {
        try
        {
            _committer.Commit(_work);
            _work.Records.Clear();
            return true;
        }
        catch (Exception fault)
        {
            lock (_gate)
            {
                _hasFailed = true;
                _isCommitting = false;
                Monitor.Pulse(_gate);
            }

            OnFault(fault);
            return false;
        }
    }

    private void EndCommit()
    {
        foreach (var owner in _work.MovedNext)
        {
            _queue.Move(owner, isUrgent: true);
        }

        _work.MovedNext.Clear();
        _isCommitting = false;
    }
}
