using System.Threading.Channels;

namespace DurableParallel.Console.Tests;

/// <summary>A clock that says when something begins to wait by it, so that a test can move it then and not before.</summary>
internal sealed class WaitSignals(TimeProvider inner) : TimeProvider
{
    private readonly Channel<bool> _waits = Channel.CreateUnbounded<bool>();
    private Task? _next;

    public override TimeZoneInfo LocalTimeZone => inner.LocalTimeZone;

    public override long TimestampFrequency => inner.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => inner.GetUtcNow();

    public override long GetTimestamp() => inner.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = inner.CreateTimer(callback, state, dueTime, period);
        if (period == Timeout.InfiniteTimeSpan)
        {
            _waits.Writer.TryWrite(true);
        }

        return timer;
    }

    /// <summary>Ends when something waits that was not told yet, or with the task.</summary>
    /// <param name="task">What may come first.</param>
    /// <returns>Whether something waits.</returns>
    public async Task<bool> NextAsync(Task task)
    {
        _next ??= _waits.Reader.ReadAsync().AsTask();
        if (await Task.WhenAny(task, _next) == task)
        {
            return false;
        }

        _next = null;
        return true;
    }
}
