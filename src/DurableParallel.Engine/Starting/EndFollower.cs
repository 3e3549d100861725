namespace DurableParallel.Engine.Starting;

/// <summary>The places of executions that were started and have not ended. One caller takes; whoever ends gives back.</summary>
internal sealed class EndFollower(int places)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _waiter;
    private int _waitsBelow;
    private int _taken;
    private Exception? _interruption;

    /// <summary>Why ends are not heard of any more: the engine is gone.</summary>
    public Exception? Interruption => Volatile.Read(ref _interruption);

    public bool TryTakePlace()
    {
        lock (_gate)
        {
            if (_taken >= places)
            {
                return false;
            }

            _taken++;
            return true;
        }
    }

    public async Task TakePlaceAsync(CancellationToken cancellationToken)
    {
        while (!TryTakePlace())
        {
            await UntilFewerThanAsync(places).WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        if (Interruption is { } gone)
        {
            GivePlaceBack();
            throw gone;
        }
    }

    public void GivePlaceBack()
    {
        TaskCompletionSource? waiter = null;
        lock (_gate)
        {
            _taken--;
            if (_taken < _waitsBelow)
            {
                (waiter, _waiter) = (_waiter, null);
            }
        }

        waiter?.TrySetResult();
    }

    /// <summary>Waits until every place is free; false when the token was signalled before.</summary>
    public async Task<bool> WaitForAllAsync(CancellationToken cancellationToken)
    {
        try
        {
            await UntilFewerThanAsync(1).WaitAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Gives an execution's place back when it has ended, or is blocked.</summary>
    public async Task FollowAsync(Func<Task<ExecutionStatus>> endedAsync, StartTally tally)
    {
        try
        {
            tally.AddEnd(await endedAsync().ConfigureAwait(false));
        }
        catch (ExecutionBlockedException)
        {
            tally.AddEnd(ExecutionStatus.Blocked);
        }
        catch (Exception gone)
        {
            Volatile.Write(ref _interruption, gone);
        }
        finally
        {
            GivePlaceBack();
        }
    }

    private Task UntilFewerThanAsync(int limit)
    {
        lock (_gate)
        {
            if (_taken < limit)
            {
                return Task.CompletedTask;
            }

            _waitsBelow = limit;
            _waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _waiter.Task;
        }
    }
}
