using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Engine.Tests.Logging;

/// <summary>Keeps every line from a level on, with its category and event.</summary>
internal sealed class LineRecorder(LogLevel minimum = LogLevel.Trace)
{
    private readonly ConcurrentQueue<Line> _lines = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource> _first = new();

    public IReadOnlyList<Line> Lines => [.. _lines];

    public IReadOnlyList<Line> Of(int id) => [.. _lines.Where(line => line.Event.Id == id)];

    /// <summary>
    /// Completes when there is a line of an event. An end is visible a moment before its line to those who ask in between.
    /// </summary>
    public Task WhenAsync(int id) => FirstOf(id).Task;

    public ILoggerFactory Factory => new Recorders(this, minimum);

    private TaskCompletionSource FirstOf(int id) => _first.GetOrAdd(id, static _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

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
            recorder.FirstOf(eventId.Id).TrySetResult();
        }
    }
}
