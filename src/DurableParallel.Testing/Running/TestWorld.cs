using System.Diagnostics;
using DurableParallel.Running.Activity;
using DurableParallel.Testing.InMemory;

namespace DurableParallel.Testing.Running;

/// <summary>All that one run consists of: a host, its clock, the execution, who answers callbacks, and who watches that it goes on.</summary>
internal sealed class TestWorld
{
    // Of real time without anything to run: then what the framework's combinators wait for is judged, by a clock of its own.
    private static readonly TimeSpan QuietTime = TimeSpan.FromMilliseconds(50);

    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualTimeProvider _quietClock = new();
    private readonly DurableTestRunnerOptions _options;
    private readonly SeededScheduler? _scheduler;
    private readonly CallbackDesk _desk;
    private readonly LogBook _log;

    public TestWorld(RunSetup setup, TestRunOptions run, RunInput input, bool autoAdvance)
    {
        _options = setup.Options;
        _scheduler = run.Seed is { } seed ? new SeededScheduler(seed) : null;
        _desk = new CallbackDesk(setup.Rules, setup.EventRules);
        _log = new LogBook(setup.Options.Logger);
        var clock = new ManualTimeProvider(setup.Options.StartTimestamp);
        Host = new InMemoryHost(new InMemoryHostOptions
        {
            Mode = setup.Options.Mode,
            Clock = clock,
            AutoAdvance = autoAdvance,
            Scheduler = _scheduler ?? WorkScheduler.Pool,
            QuietClock = _scheduler is null ? TimeProvider.System : _quietClock,
            LoggerOf = _log.LoggerOf,
            Services = setup.Options.Services,
            Limits = setup.Options.Limits,
            PagesState = setup.Options.IsAsOnAws,
            OnCallbackStarted = (execution, entry) => _desk.OnStarted(Host!, execution, entry),
            TryMove = _desk.TryAnswer,
            OnIdle = () => _idle.TrySetResult(),
        });
        var function = setup.MakeFunction(clock);
        foreach (var (name, makeInvoked) in setup.Functions)
        {
            Host.Register(name, makeInvoked(function.Serializer));
        }

        Execution = Host.Start(function, input.Write(function.Input, run.Name ?? "test"), run.Name, run.Faults, run.Timeout, run.StartAt);
    }

    public InMemoryHost Host { get; }

    public InMemoryExecution Execution { get; }

    /// <summary>What has become of everything, at this moment.</summary>
    public DurableTestResult Inspect() => new(Execution, [.. Host.Executions.Where(execution => execution != Execution)], _log);

    /// <summary>Waits for the end, while the clock moves on by itself.</summary>
    /// <param name="isAttended">Whether somebody outside may still move what waits for the outside.</param>
    public async Task<DurableTestResult> CompleteAsync(bool isAttended)
    {
        RequireAlive();
        Host.AutoAdvance = true;
        await GuardAsync(Execution.Completion, isAttended ? null : _idle.Task).ConfigureAwait(false);
        if (Host.Violations.FirstOrDefault() is { } violation)
        {
            throw violation;
        }

        await Execution.Completion.ConfigureAwait(false);
        var result = Inspect();
        if (!isAttended)
        {
            // What was invoked and nobody waits for is not to run on after the test.
            GiveUp();
        }

        return result;
    }

    /// <summary>Waits until nothing is runnable, while the clock stands.</summary>
    public Task RunUntilParkedAsync()
    {
        RequireAlive();
        Host.AutoAdvance = false;
        return GuardAsync(Execution.WhenQuietAsync(), null);
    }

    /// <summary>Whatever still runs has no effect any more.</summary>
    public void GiveUp()
    {
        foreach (var execution in Host.Executions)
        {
            execution.Crash();
        }
    }

    private void RequireAlive()
    {
        if (Execution.IsDown)
        {
            throw new InvalidOperationException($"Execution '{Execution.Name}' has crashed and does nothing. Call Restart first.");
        }
    }

    /// <summary>Waits for a task, as long as anything happens.</summary>
    private async Task GuardAsync(Task task, Task? idle)
    {
        using var stopped = new CancellationTokenSource();
        var ended = Task.WhenAny([task, _desk.Fault, .. idle is null ? (Task[])[] : [idle]]);
        var pump = _scheduler is null
            ? Task.CompletedTask
            : Task.Factory.StartNew(() => Pump(ended, stopped.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            await WatchAsync(ended, stopped.Token).ConfigureAwait(false);
            if (_desk.Fault.IsFaulted)
            {
                await _desk.Fault.ConfigureAwait(false);
            }

            if (!task.IsCompleted)
            {
                throw HangReport.Of(Host, "Nothing is runnable and nothing is due any more, so that the function will never end.");
            }

            await pump.ConfigureAwait(false);
        }
        catch
        {
            GiveUp();
            throw;
        }
        finally
        {
            await stopped.CancelAsync().ConfigureAwait(false);
        }
    }

    private async Task WatchAsync(Task ended, CancellationToken stopped)
    {
        var seen = Host.Progress;
        while (true)
        {
            using var over = CancellationTokenSource.CreateLinkedTokenSource(stopped);
            var timer = Task.Delay(_options.HangTimeout, _options.HangClock, over.Token);
            await Task.WhenAny(ended, timer).ConfigureAwait(false);
            await over.CancelAsync().ConfigureAwait(false);
            if (ended.IsCompleted)
            {
                return;
            }

            if (Host.Progress == seen && !Debugger.IsAttached)
            {
                throw HangReport.Of(Host, FormattableString.Invariant($"Nothing has happened for {_options.HangTimeout} of real time (HangTimeout)."));
            }

            seen = Host.Progress;
        }
    }

    private void Pump(Task until, CancellationToken stopped)
    {
        try
        {
            _scheduler!.RunUntil(until, QuietTime, () => _quietClock.Advance(QuietTime), stopped);
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested)
        {
            // Given up by the one who waits.
        }
    }
}
