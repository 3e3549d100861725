using DurableParallel.Engine;
using DurableParallel.Testing;

namespace DurableParallel.Contract.Hosts;

/// <summary>Moves a clock on whenever an engine has come to rest, and tells those who wait for that.</summary>
internal sealed class QuietClockwork : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _signals = new(0);
    private readonly ManualTimeProvider _clock;
    private readonly Func<DurableEngine?> _findEngine;
    private readonly Task _run;
    private TaskCompletionSource _quiet = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _autoAdvance;
    private volatile bool _isDisposed;

    /// <param name="clock">The clock.</param>
    /// <param name="autoAdvance">Whether it moves.</param>
    /// <param name="findEngine">The engine; null while there is none that rest could be told of.</param>
    public QuietClockwork(ManualTimeProvider clock, bool autoAdvance, Func<DurableEngine?> findEngine)
    {
        _clock = clock;
        _autoAdvance = autoAdvance;
        _findEngine = findEngine;
        _run = Task.Run(DriveAsync);
    }

    public bool AutoAdvance
    {
        get => Volatile.Read(ref _autoAdvance);
        set
        {
            Volatile.Write(ref _autoAdvance, value);
            Look();
        }
    }

    /// <summary>The engine may have come to rest.</summary>
    public void Look() => _signals.Release();

    public async Task WhenQuietAsync()
    {
        while (true)
        {
            Task next;
            lock (_lock)
            {
                next = _quiet.Task;
            }

            Look();
            await next;
            if (_findEngine() is { IsQuiet: true })
            {
                return;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _isDisposed = true;
        Look();
        await _run;
    }

    private async Task DriveAsync()
    {
        while (!_isDisposed)
        {
            await _signals.WaitAsync();
            while (!_isDisposed && _findEngine() is { IsQuiet: true })
            {
                TaskCompletionSource quiet;
                lock (_lock)
                {
                    (quiet, _quiet) = (_quiet, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
                }

                quiet.TrySetResult();
                if (!AutoAdvance || _clock.NextDue is not { } due)
                {
                    break;
                }

                // Whoever has begun something in between has perhaps set a timer for its end, which nobody waits for.
                if (_findEngine() is { IsQuiet: true })
                {
                    _clock.AdvanceTo(due);
                }
            }
        }
    }
}
