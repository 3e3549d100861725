using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Console.Tests;

/// <summary>The lines of the console's log.</summary>
internal sealed class LogLines : ILoggerProvider
{
    private readonly ConcurrentQueue<(int Id, string Text)> _lines = new();

    public IReadOnlyList<(int Id, string Text)> All => [.. _lines];

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName == "DurableParallel.Console");

    public void Dispose()
    {
    }

    private sealed class Logger(LogLines lines, bool isKept) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => isKept;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (isKept)
            {
                lines._lines.Enqueue((eventId.Id, formatter(state, exception)));
            }
        }
    }
}
