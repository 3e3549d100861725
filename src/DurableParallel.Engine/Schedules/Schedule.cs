using System.Diagnostics.CodeAnalysis;
using DurableParallel.Engine.Executions;
using DurableParallel.Engine.Journal;
using DurableParallel.Engine.Logging;
using DurableParallel.Engine.Scheduling;
using DurableParallel.Engine.Starting;

namespace DurableParallel.Engine.Schedules;

/// <summary>
/// One schedule of an engine: starts what is due, and keeps on record what is decided. An execution is started before it is on record
/// that its time is decided, and is called by schedule and time: so a crash in between starts it once.
/// </summary>
/// <param name="engine">What starts executions.</param>
/// <param name="services">Clock, due times, journal.</param>
/// <param name="number">Its number among the rows, below 0.</param>
/// <param name="initial">What is on record of it.</param>
/// <param name="looks">Counts what is under way.</param>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore whose wait handle is not asked for holds nothing.")]
internal sealed class Schedule(DurableEngine engine, EngineServices services, long number, ScheduleState initial, ScheduleLooks looks) : DueItem
{
    // A function that is not registered yet is looked for so often.
    private const long Retry = 1000;

    // Functions are registered once the journal is open: only then is it worth a line.
    private const int RetriesBeforeALine = 5;

    private readonly DurableEngine _engine = engine;
    private readonly EngineServices _services = services;
    private readonly ScheduleLooks _looks = looks;

    // One at a time: what is due, and what is asked for.
    private readonly SemaphoreSlim _turn = new(1);
    private ScheduleState _state = initial;
    private ScheduleTimes _times = new(initial.ToSpec());
    private string? _watched;
    private int _misses;
    private bool _isDeleted;

    public long Number { get; } = number;

    public string Name => State.Name;

    public ScheduleState State => Volatile.Read(ref _state);

    public override void OnDue(long now) => Look();

    /// <summary>Starts what is due, soon.</summary>
    public void Look()
    {
        _looks.Begin();
        _ = Task.Run(LookAsync);
    }

    /// <summary>Waits for the next time.</summary>
    public void Arm()
    {
        if (!Volatile.Read(ref _isDeleted) && NextBegin() is { } begin)
        {
            ArmAt(begin.ToUnixTimeMilliseconds());
        }
    }

    /// <summary>When the next execution begins; null while it is paused, and for never.</summary>
    public DateTimeOffset? NextBegin()
    {
        var state = State;
        return state.IsPaused || Volatile.Read(ref _times).After(TimeOf(state.Through)) is not { } time ? null : time + DelayOf(state, time);
    }

    /// <summary>Changes what is on record of it, and returns once that is durable.</summary>
    public async Task ChangeAsync(Func<ScheduleState, ScheduleState> change, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ThrowIfDeleted();
            await SaveAsync(change(State)).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }

        _services.Due.Disarm(this);
        Arm();
        Look();
    }

    /// <summary>Deletes it, and returns once that is durable. Executions that it has started go on.</summary>
    public async Task DeleteAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ThrowIfDeleted();
            await WriteAsync(bytes: null).ConfigureAwait(false);
            Volatile.Write(ref _isDeleted, true);
        }
        finally
        {
            _turn.Release();
        }

        _services.Due.Disarm(this);
    }

    /// <summary>Starts an execution now, whether it is paused or not and whatever else runs.</summary>
    public async Task<ExecutionHandle> TriggerAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ThrowIfDeleted();
            var name = ScheduleTimes.NameOfTriggered(Name, TimeOf(_services.Clock.Now()));
            var handle = await StartAsync(State, name).ConfigureAwait(false);
            await SaveAsync(State with { LastExecution = name, Started = State.Started + 1, LastError = null }).ConfigureAwait(false);
            return handle;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task LookAsync()
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            if (!_isDeleted && !State.IsPaused && _services.Life.Gone is null && !_services.Life.IsStopping)
            {
                await StartDueAsync().ConfigureAwait(false);
                _misses = 0;
                Arm();
            }
        }
        catch (FunctionNotRegisteredException missing)
        {
            if (++_misses == RetriesBeforeALine)
            {
                _services.Logger.ScheduleWaits(Name, State.Function);
                Volatile.Write(ref _state, State with { LastError = missing.Message });
            }

            ArmAt(_services.Clock.Now() + Retry);
        }
        catch (Exception gone) when (gone is EngineStoppedException or EngineFaultedException)
        {
            // What was not decided is when the journal is opened again.
        }
        catch (Exception fault)
        {
            _services.Logger.ScheduleFailed(fault, Name);
            ArmAt(_services.Clock.Now() + Retry);
        }
        finally
        {
            _turn.Release();
            _looks.End();
        }
    }

    private async Task StartDueAsync()
    {
        await StartBufferedAsync().ConfigureAwait(false);
        await LeaveOutAsync().ConfigureAwait(false);
        while (_times.After(TimeOf(State.Through)) is { } time && (time + DelayOf(State, time)).ToUnixTimeMilliseconds() <= _services.Clock.Now())
        {
            var state = State;
            var isRunning = IsRunning(state);
            if (!isRunning || state.Overlap == ScheduleOverlap.Allow)
            {
                state = await TryStartAsync(state, time).ConfigureAwait(false);
            }
            else if (state is { Overlap: ScheduleOverlap.BufferOne, Buffered: null })
            {
                state = state with { Buffered = time.ToUnixTimeMilliseconds() };
            }
            else if (state.Overlap == ScheduleOverlap.CancelRunning)
            {
                // It cleans up first, and what came before in its place is left out.
                await CancelAsync(state.LastExecution!).ConfigureAwait(false);
                state = state with { Buffered = time.ToUnixTimeMilliseconds(), Skipped = state.Skipped + (state.Buffered is null ? 0 : 1) };
            }
            else
            {
                state = state with { Skipped = state.Skipped + 1 };
            }

            await SaveAsync(state with { Through = time.ToUnixTimeMilliseconds() }).ConfigureAwait(false);
        }

        WatchRunning();
    }

    // What was due too long ago, while no process ran.
    private async Task LeaveOutAsync()
    {
        var earliest = _services.Clock.Now() - State.CatchUpMilliseconds;
        if (State.Through < earliest && _times.After(TimeOf(State.Through)) is { } first && first.ToUnixTimeMilliseconds() < earliest)
        {
            _services.Logger.TimesLeftOut(Name, first, TimeOf(earliest));
            await SaveAsync(State with { Through = earliest - 1 }).ConfigureAwait(false);
        }
    }

    private async Task StartBufferedAsync()
    {
        if (State is { Buffered: { } buffered } state && !IsRunning(state))
        {
            await SaveAsync(await TryStartAsync(state, TimeOf(buffered)).ConfigureAwait(false) with { Buffered = null }).ConfigureAwait(false);
        }
    }

    // A start that is refused is refused for ever; that of a function that is not registered yet is not.
    private async Task<ScheduleState> TryStartAsync(ScheduleState state, DateTimeOffset time)
    {
        var name = ScheduleTimes.NameOf(state.Name, time);
        try
        {
            await StartAsync(state, name).ConfigureAwait(false);
            return state with { LastExecution = name, Started = state.Started + 1, LastError = null };
        }
        catch (Exception refused) when (refused is PayloadRefusedException or ExecutionNameTakenException or ArgumentException)
        {
            _services.Logger.ScheduledStartRefused(refused, name, state.Name);
            return state with { Skipped = state.Skipped + 1, LastError = refused.Message };
        }
    }

    private Task<ExecutionHandle> StartAsync(ScheduleState state, string name)
    {
        var options = new StartOptions
        {
            Timeout = state.TimeoutMilliseconds is { } timeout ? TimeSpan.FromMilliseconds(timeout) : null,
            Tags = state.Tags,
            TenantId = state.Tenant,
            Priority = state.Priority,
        };
        return _engine.StartCoreAsync(state.Function, name, new StartInput(state.Input), options, CancellationToken.None);
    }

    // The one place that ends a running execution for the next one.
    private async Task CancelAsync(string name)
    {
        if (await _engine.FindAsync(name).ConfigureAwait(false) is { } running)
        {
            await running.CancelAsync($"The next time of the schedule '{Name}' has come.").ConfigureAwait(false);
        }
    }

    private bool IsRunning(ScheduleState state) =>
        state.LastExecution is { } last && _services.Executions.FindLatest(last) is { } execution && !execution.ReadFacts().IsEnded;

    // Something waits for the end of the execution that runs.
    private void WatchRunning()
    {
        if (State is { Buffered: not null, LastExecution: { } running } && running != _watched)
        {
            _watched = running;
            _ = WatchAsync(running);
        }
    }

    private async Task WatchAsync(string name)
    {
        try
        {
            if (await _engine.FindAsync(name).ConfigureAwait(false) is { } running)
            {
                await running.EndedAsync().ConfigureAwait(false);
            }
        }
        catch (Exception ended) when (ended is EngineStoppedException or EngineFaultedException or ExecutionBlockedException)
        {
            // A blocked one is looked at again when the next time comes.
            _watched = null;
            return;
        }

        Look();
    }

    private async Task SaveAsync(ScheduleState state)
    {
        var times = state.Cron == State.Cron && state.IntervalSeconds == State.IntervalSeconds && state.Zone == State.Zone ? _times : new ScheduleTimes(state.ToSpec());
        await WriteAsync(state.ToBytes()).ConfigureAwait(false);
        Volatile.Write(ref _times, times);
        Volatile.Write(ref _state, state);
    }

    /// <summary>Makes a new schedule durable.</summary>
    public Task WriteAsync() => WriteAsync(State.ToBytes());

    private Task WriteAsync(byte[]? bytes)
    {
        var write = new ScheduleWrite(Number, Name, bytes);
        return _services.Journal.Run(write) ? write.Done : Task.FromException(_services.Life.Gone ?? new EngineStoppedException("The engine was stopped and changes no schedules any more."));
    }

    private void ThrowIfDeleted()
    {
        if (_isDeleted)
        {
            throw new ScheduleNotFoundException(Name);
        }
    }

    // By the wall clock, as people mean it: a clock that is set does not move what is due.
    private void ArmAt(long wall) => _services.Due.Arm(this, _services.Clock.Running() + Math.Max(0, wall - _services.Clock.Now()));

    private static TimeSpan DelayOf(ScheduleState state, DateTimeOffset time) => ScheduleTimes.DelayOf(state.Name, time, TimeSpan.FromMilliseconds(state.JitterMilliseconds));

    private static DateTimeOffset TimeOf(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
