using DurableParallel.Logging;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Running;

/// <summary>
/// Writes each line in a scope of its own, which says where the line comes from. The scope is open for that one call:
/// nothing of it can flow into other bodies, and where a line is not written nothing is made.
/// </summary>
internal sealed class ScopedLogger(ILogger inner, Func<LogScope> makeScope) : ILogger
{
    private LogScope? _scope;

    /// <summary>Whether lines that replay silences are told to somebody.</summary>
    public bool HearsSilence => inner is ISilencedLines { HearsSilence: true };

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => inner.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        using var scope = inner.IsEnabled(logLevel) ? inner.BeginScope(_scope ??= makeScope()) : null;
        inner.Log(logLevel, eventId, state, exception, formatter);
    }

    public void LogSilenced<TState>(LogLevel logLevel, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        using var scope = inner.BeginScope(_scope ??= makeScope());
        (inner as ISilencedLines)?.OnSilenced(logLevel, state, exception, formatter);
    }
}
