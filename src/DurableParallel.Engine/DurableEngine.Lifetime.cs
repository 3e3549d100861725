using DurableParallel.Engine.Executions;
using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Purging;
using DurableParallel.Engine.Scheduling;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Engine;

/// <content>How an engine begins, stops and fails.</content>
public sealed partial class DurableEngine
{
    private readonly Lock _stopGate = new();
    private EngineFaultedException? _fault;
    private Task? _stop;
    private RetentionTimer? _retention;

    /// <summary>
    /// Stops in good order: takes nothing new, lets the steps that run end, and gives up the journal. Nothing that is
    /// durable is lost; executions go on when the journal is opened again.
    /// </summary>
    /// <param name="deadline">How long steps may still run, after which they are cut and run again later; null for as long as they need.</param>
    public Task StopAsync(TimeSpan? deadline = null)
    {
        lock (_stopGate)
        {
            return _stop ??= Task.Run(() => StopCoreAsync(deadline, CancellationToken.None));
        }
    }

    /// <summary>Stops in good order; when the token is signalled, what still runs is cut.</summary>
    internal Task StopUntilAsync(CancellationToken cut)
    {
        lock (_stopGate)
        {
            return _stop ??= Task.Run(() => StopCoreAsync(deadline: null, cut), CancellationToken.None);
        }
    }

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

            _stop = Task.CompletedTask;
        }

        _journal.Kill();
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
            _services.MakeHandle = execution => new ExecutionHandle(this, execution);
            _executions.Attach(_services);
            var (records, last) = _journal.Recover(_executions);
            _executions.EndRecovery();
            WarnIfAhead(last);
            return new RecoveryReport(0, records, torn, _executions.WasStoppedCleanly);
        }
        catch (Exception fault) when (fault is SqliteException or OverflowException)
        {
            throw JournalStore.Damaged(_options.JournalPath, fault);
        }
    }

    private void WarnIfAhead(long latest)
    {
        var now = _services.Clock.Now();
        if (AheadOfTime.Is(latest, now))
        {
            _services.Logger.LogWarning(
                "The journal {Journal} has a record of {Latest}, and the clock shows {Now}. One of the two is wrong. "
                + "What was recorded at a time that is still to come begins its wait again now; correct the clock if it is behind.",
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
            Recovery = Recovery with { ExecutionsResumed = _executions.Resume() };
        }
        catch
        {
            await DisposeAsync().ConfigureAwait(false);
            throw;
        }

        if (Recovery.TornBytesCut > 0)
        {
            _services.Logger.LogWarning(
                "The journal {Journal} did not end with a whole commit: {Bytes} bytes were cut.",
                _options.JournalPath,
                Recovery.TornBytesCut);
        }

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

    private async Task StopCoreAsync(TimeSpan? deadline, CancellationToken cut)
    {
        var quiet = _services.BeginStopAsync();
        var stopped = new EngineStoppedException("The engine was stopped. Executions go on when the journal is opened again.");
        if (Volatile.Read(ref _fault) is null)
        {
            await WaitForQuietAsync(quiet, deadline, cut).ConfigureAwait(false);
            foreach (var execution in _executions.All)
            {
                execution.Cut(stopped);
            }

            AppendStopped();
        }

        _journal.Close();
        CutExecutions((Exception?)Volatile.Read(ref _fault) ?? stopped);
        Free();
    }

    private async Task WaitForQuietAsync(Task quiet, TimeSpan? deadline, CancellationToken cut)
    {
        var longest = deadline is { } time && time < TimeSpan.Zero ? TimeSpan.Zero : deadline;
        using var overdue = new CancellationTokenSource(longest ?? Timeout.InfiniteTimeSpan, _options.TimeProvider);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(overdue.Token, cut);
        try
        {
            await Task.WhenAny(quiet, _failed.Task).WaitAsync(end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            _services.Logger.LogWarning("Steps still ran when the deadline passed; they are cut and run again later.");
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
            execution.FailWaiters(fault);
        }
    }

    private void Free()
    {
        try
        {
            _retention?.Dispose();
            _services.Metrics.Dispose();
            _services.Dispose();
            _store.Dispose();
        }
        finally
        {
            _lock.Dispose();
        }
    }

    private static StoreSettings SettingsOf(DurableEngineOptions options)
    {
        var logger = options.LoggerFactory.CreateLogger<DurableEngine>();
        return new StoreSettings
        {
            BusyTime = options.JournalBusyTime,
            WatchInterval = options.JournalWatchInterval,
            OnBusy = () => logger.LogWarning(
                "The journal {Journal} is locked by another program, and nothing can be recorded until it lets go. Do not open it with other tools while the engine runs.",
                options.JournalPath),
        };
    }

    // Called by the writer's thread as its last deed.
    private void OnFault(Exception cause)
    {
        var fault = new EngineFaultedException(
            $"The journal '{_options.JournalPath}' could not be written: {cause.Message} Nothing is acknowledged any more. "
            + "Remove the cause, dispose the engine and open the journal again: everything acknowledged is in it.",
            cause);
        Volatile.Write(ref _fault, fault);
        _services.Logger.LogCritical(cause, "The journal {Journal} could not be written; the engine is faulted.", _options.JournalPath);
        _failed.TrySetResult();
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
