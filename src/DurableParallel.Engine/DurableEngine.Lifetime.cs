using DurableParallel.Engine.Executions;
using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Journal.Log;
using DurableParallel.Engine.Logging;
using DurableParallel.Engine.Purging;
using DurableParallel.Engine.Scheduling;
using DurableParallel.Engine.Turns;

namespace DurableParallel.Engine;

/// <content>How an engine begins, stops and fails.</content>
public sealed partial class DurableEngine
{
    private readonly Lock _stopGate = new();
    private EngineFaultedException? _fault;
    private EngineStop? _stop;
    private RetentionTimer? _retention;

    /// <summary>
    /// Stops in good order: takes nothing new, lets the steps that run end, and gives up the journal. It takes effect in the
    /// call: no execution and no step begins after it has returned. Nothing that is durable is lost; executions go on when the
    /// journal is opened again. Called several times, the earliest end of a timeout counts.
    /// </summary>
    /// <param name="timeout">
    /// How long steps may still run, after which they are cut and run again later: 0 or more, of any length; null or
    /// <see cref="Timeout.InfiniteTimeSpan"/> for as long as they need. It needs no thread of the pool.
    /// </param>
    /// <param name="cancellationToken">Ends the waiting; the engine stops all the same.</param>
    /// <returns>A task that completes when the journal is given up.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative and not infinite; the engine was not stopped.</exception>
    public Task StopAsync(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        try
        {
            EngineStop.Check(timeout, nameof(timeout));
            return Stop(timeout, CancellationToken.None).WaitAsync(cancellationToken);
        }
        catch (ArgumentOutOfRangeException refusal)
        {
            return Task.FromException(refusal);
        }
    }

    /// <summary>Stops in good order; when the token is signalled, what still runs is cut.</summary>
    internal Task StopUntilAsync(CancellationToken cut) => Stop(timeout: null, cut);

    /// <summary>Stops without letting steps end: they are cut, and run again later. Use <see cref="StopAsync"/> to let them.</summary>
    public ValueTask DisposeAsync() => new(StopAsync(TimeSpan.Zero));

    /// <summary>Gives up the journal as the end of the process would: nothing more is written, not even that it stopped.</summary>
    internal void Kill()
    {
        lock (_stopGate)
        {
            if (_stop is not null)
            {
                return;
            }

            _stop = new EngineStop(_options.TimeProvider);
            _stop.End();
        }

        _journal.Kill();
        _services.Functions.Missing.Abandon();
        CutExecutions(new EngineStoppedException("The engine was killed."));
        Free();
    }

    internal void ThrowIfUnusable()
    {
        ThrowIfFaulted();
        if (Volatile.Read(ref _stop) is not null)
        {
            throw new EngineStoppedException("The engine was stopped. Open the journal with a new one.");
        }
    }

    private RecoveryReport Recover(long torn)
    {
        try
        {
            var (records, last) = _journal.Recover(_recovery);
            _recovery.EndReading();
            _recovery.Schedules.ForEach(_schedules.Add);
            WarnIfAhead(last);
            return new RecoveryReport(0, records, torn, _recovery.WasStoppedCleanly);
        }
        catch (Exception fault) when (fault is OverflowException || _store.IsDamage(fault))
        {
            throw JournalDamagedException.Unreadable(_options.JournalPath, fault);
        }
    }

    private void WarnIfAhead(long latest)
    {
        var now = _services.Clock.Now();
        if (AheadOfTime.Is(latest, now))
        {
            _services.Logger.RecordAheadOfTime(
                _options.JournalPath,
                DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(latest, EngineClock.Latest)),
                DateTimeOffset.FromUnixTimeMilliseconds(now));
        }
    }

    private async Task BeginAsync()
    {
        _journal.Start();
        try
        {
            await MarkAsync(RecordKind.Opened).ConfigureAwait(false);
            _services.Logger.EngineOpened(_options.JournalPath);
            Recovery = Recovery with { ExecutionsResumed = _recovery.Resume(out var blocked) };
            if (Recovery.ExecutionsResumed + blocked > 0)
            {
                _services.Logger.ExecutionsRecovered(Recovery.ExecutionsResumed, _options.JournalPath, blocked);
            }
        }
        catch
        {
            await DisposeAsync().ConfigureAwait(false);
            throw;
        }

        if (Recovery.TornBytesCut > 0)
        {
            _services.Logger.TornBytesCut(_options.JournalPath, Recovery.TornBytesCut);
        }

        _schedules.Begin();
        _retention = _options.Retention is { } retention ? new RetentionTimer(this, retention, _options.TimeProvider) : null;
    }

    private async Task MarkAsync(RecordKind kind)
    {
        var now = _services.Clock.Now();
        var buffer = new RecordBuffer(32);
        RecordCodec.WriteMark(buffer, kind, now);
        var waiter = new CommitWaiter();
        if (_journal.Append(owner: null, buffer.Written, waiter, now))
        {
            var failed = _failed.Task;
            await (await Task.WhenAny(waiter.Task, failed).ConfigureAwait(false)).ConfigureAwait(false);
        }

        ThrowIfFaulted();
    }

    private void ThrowIfFaulted()
    {
        if (Volatile.Read(ref _fault) is { } fault)
        {
            throw new EngineFaultedException(fault.Message, fault.InnerException);
        }
    }

    private Task Stop(TimeSpan? timeout, CancellationToken cut)
    {
        EngineStop stop;
        lock (_stopGate)
        {
            if (_stop is null)
            {
                _stop = new EngineStop(_options.TimeProvider);
                _services.BeginStop(_stop.OnQuiet);
                if (Volatile.Read(ref _fault) is not null)
                {
                    _stop.OnQuiet();
                }

                _stop.Begin(StopCore);
            }

            stop = _stop;
        }

        stop.CutAfter(timeout);
        stop.CutWhen(cut);
        return stop.Ended;
    }

    private void StopCore()
    {
        var stopped = new EngineStoppedException("The engine was stopped. Executions go on when the journal is opened again.");
        try
        {
            if (!_stop!.WaitForQuiet())
            {
                _services.Logger.StepsCut();
            }

            if (Volatile.Read(ref _fault) is null)
            {
                foreach (var execution in _executions.All)
                {
                    ExecutionEnds.Cut(execution, stopped);
                }

                AppendStopped();
            }

            _journal.Close();
            if (_services.Ended is { } hook && !_stop.WaitFor(hook.CompleteAsync()))
            {
                _services.Logger.EndedHookCut();
            }

            _services.Functions.Missing.Dispose();
            _services.Logger.EngineStopped(_options.JournalPath);
        }
        finally
        {
            CutExecutions((Exception?)Volatile.Read(ref _fault) ?? stopped);
            Free();
        }
    }

    private void AppendStopped()
    {
        var now = _services.Clock.Now();
        var buffer = new RecordBuffer(32);
        RecordCodec.WriteMark(buffer, RecordKind.Stopped, now);
        _journal.Append(owner: null, buffer.Written, waiter: null, now);
    }

    private void CutExecutions(Exception fault)
    {
        foreach (var execution in _executions.All)
        {
            _services.Ends.FailWaiters(execution, fault);
        }
    }

    private void Free()
    {
        try
        {
            _retention?.Dispose();
            _services.Metrics.Dispose();
            _services.Dispose();
        }
        finally
        {
            _store.Dispose();
        }
    }

    // Called by the writer's thread as its last deed.
    private void OnFault(Exception cause)
    {
        var fault = new EngineFaultedException(
            $"The journal '{_options.JournalPath}' could not be written: {cause.Message} Nothing is acknowledged any more. "
            + "Remove the cause, dispose the engine and open the journal again: everything acknowledged is in it.",
            cause);
        Volatile.Write(ref _fault, fault);
        _services.Logger.JournalFaulted(cause, _options.JournalPath);
        _failed.TrySetResult();
        lock (_stopGate)
        {
            _stop?.OnQuiet();
        }

        ThreadPool.UnsafeQueueUserWorkItem(
            static state =>
            {
                state.Engine._services.Dispose();
                state.Engine.CutExecutions(state.Fault);
            },
            (Engine: this, Fault: fault),
            preferLocal: false);
    }
}
