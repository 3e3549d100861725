namespace DurableParallel.Engine.Journal;

/// <content>Whose turn it is to write: that of the journal's thread, or of one that submitted while the writer was at rest.</content>
internal sealed partial class JournalWriter
{
    // How long the journal's own thread leaves a commit to the thread that submitted it, which may be held up.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(1);

    private bool _isCommitting;
    private bool _isLeftToSubmitter;

    /// <summary>The turn of a thread that submitted while the writer was at rest: one commit.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        lock (_gate)
        {
            _isLeftToSubmitter = false;
            if (_isCommitting || _hasFailed || _pending.IsEmpty)
            {
                return;
            }

            TakeBatch();
        }

        if (TryCommit())
        {
            lock (_gate)
            {
                _isCommitting = false;
                if (HasWork || _isClosing || _hasFailed)
                {
                    Monitor.Pulse(_gate);
                }
                else
                {
                    _onIdle?.Invoke();
                }
            }
        }
    }

    private bool HasWork => !_pending.IsEmpty || _isUrgent;

    private bool IsEmpty => _pending.IsEmpty && _moves.Count == 0 && _purges.Count == 0;

    private void Wake()
    {
        if (!_isWaiting || _isCommitting)
        {
            return;
        }

        if (!_isLeftToSubmitter && !_isClosing && Thread.CurrentThread.IsThreadPoolThread)
        {
            _isLeftToSubmitter = true;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
        }

        Monitor.Pulse(_gate);
    }

    private void Run()
    {
        while (Take() && TryCommit())
        {
            lock (_gate)
            {
                _isCommitting = false;
            }
        }

        FailPurges();
    }

    private bool TryCommit()
    {
        try
        {
            Commit(_committing);
            _committing.Clear();
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

    private void OnFault(Exception fault)
    {
        _onFault(fault);
        _budget.Open();
    }

    // False when nothing will be committed any more.
    private bool Take()
    {
        lock (_gate)
        {
            while (true)
            {
                if (!_isCommitting)
                {
                    if (_hasFailed || (_isClosing && IsEmpty))
                    {
                        return false;
                    }

                    if (!IsEmpty && (HasWork || _isClosing))
                    {
                        TakeBatch();
                        return true;
                    }

                    _isUrgent = false;
                }

                Rest();
            }
        }
    }

    private void Rest()
    {
        Volatile.Write(ref _isWaiting, true);
        if (!_isCommitting)
        {
            _onIdle?.Invoke();
        }

        Monitor.Wait(_gate);
        if (_isLeftToSubmitter && !_isCommitting && !_isClosing && !_hasFailed)
        {
            Monitor.Wait(_gate, Patience);
        }

        Volatile.Write(ref _isWaiting, false);
    }

    private void TakeBatch()
    {
        _isCommitting = true;
        (_pending, _committing) = (_committing, _pending);
        TakeMoves();
        TakePurge();
    }
}
