using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Engine.Tests.Logging;

/// <summary>Keeps every line from a level on, with its category and event.</summary>
internal sealed class LineRecorder(LogLevel minimum = LogLevel.Trace)
{
    private readonly ConcurrentQueue<Line> _lines = new();

    public IReadOnlyList<Line> Lines => [.. _lines];

    public IReadOnlyList<Line> Of(int id) => [.. _lines.Where(line => line.Event.Id == id)];

    public ILoggerFactory Factory => new Recorders(this, minimum);

    internal sealed record Line(string Category, LogLevel Level, EventId Event, string Text, Exception? Exception, IReadOnlyDictionary<string, object?> Values);

    private sealed class Recorders(LineRecorder recorder, LogLevel minimum) : ILoggerFactory
    {
        public ILogger CreateLogger(string categoryName) => new Recorder(recorder, categoryName, minimum);

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }
    }

    private sealed class Recorder(LineRecorder recorder, string category, LogLevel minimum) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= minimum;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var values = state as IEnumerable<KeyValuePair<string, object?>> ?? [];
            recorder._lines.Enqueue(new Line(category, logLevel, eventId, formatter(state, exception), exception, values.ToDictionary(StringComparer.Ordinal)));
        }
    }
}
