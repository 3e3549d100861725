using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Contract;

/// <summary>Keeps what is logged, over all lives of an execution.</summary>
internal sealed class RecordingLogger : ILogger
{
    public ConcurrentQueue<string> Messages { get; } = new();

    public ConcurrentQueue<string> Warnings { get; } = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var message = formatter(state, exception);
        Messages.Enqueue(message);
        if (logLevel == LogLevel.Warning)
        {
            Warnings.Enqueue(message);
        }
    }
}
