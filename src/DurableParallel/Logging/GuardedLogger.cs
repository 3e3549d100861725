using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableParallel.Logging;

/// <summary>
/// The user's logger, made safe where it is taken in. Loggers pass on what their providers throw, and a line that is not
/// written must not end what it tells of: everything that a logger throws is dropped, as there is nowhere to report it.
/// </summary>
internal sealed class GuardedLogger : ILogger, ISilencedLines
{
    private readonly ILogger _inner;

    private GuardedLogger(ILogger inner) => _inner = inner;

    public bool HearsSilence => _inner is ISilencedLines { HearsSilence: true };

    /// <summary>The same logger where it is safe already.</summary>
    public static ILogger Around(ILogger logger) => logger is GuardedLogger or NullLogger ? logger : new GuardedLogger(logger);

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        try
        {
            return _inner.BeginScope(state) is { } scope ? new GuardedScope(scope) : null;
        }
        catch (Exception)
        {
            return null;
        }
    }

    /// <summary>Where it cannot be told, the line is handed over: of several providers only one may fail.</summary>
    public bool IsEnabled(LogLevel logLevel)
    {
        try
        {
            return _inner.IsEnabled(logLevel);
        }
        catch (Exception)
        {
            return logLevel != LogLevel.None;
        }
    }

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            _inner.Log(logLevel, eventId, state, exception, formatter);
        }
        catch (Exception)
        {
            // See the class.
        }
    }

    public void OnSilenced<TState>(LogLevel logLevel, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        try
        {
            (_inner as ISilencedLines)?.OnSilenced(logLevel, state, exception, formatter);
        }
        catch (Exception)
        {
            // See the class.
        }
    }

    private sealed class GuardedScope(IDisposable scope) : IDisposable
    {
        public void Dispose()
        {
            try
            {
                scope.Dispose();
            }
            catch (Exception)
            {
                // See the class.
            }
        }
    }
}
