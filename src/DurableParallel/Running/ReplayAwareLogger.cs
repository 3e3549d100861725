using Microsoft.Extensions.Logging;

namespace DurableParallel.Running;

/// <summary>Silent while its context replays, unless it is told not to be.</summary>
internal sealed class ReplayAwareLogger(DurableContext context, ScopedLogger inner, bool logsDuringReplay) : ILogger
{
    private bool IsAudible => logsDuringReplay || !context.IsReplaying;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => inner.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => (IsAudible || inner.HearsSilence) && inner.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsAudible)
        {
            inner.Log(logLevel, eventId, state, exception, formatter);
        }
        else if (inner.HearsSilence)
        {
            inner.LogSilenced(logLevel, state, exception, formatter);
        }
    }
}
