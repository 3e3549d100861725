using System.Collections.Concurrent;
using DurableParallel.Logging;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Testing.Running;

/// <summary>Keeps what the executions of a run log, and passes it on.</summary>
internal sealed class LogBook(ILogger? next)
{
    private readonly ConcurrentQueue<TestLogLine> _lines = new();
    private readonly ConcurrentQueue<TestLogLine> _silenced = new();
    private readonly LoggerExternalScopeProvider _scopes = new();

    public IReadOnlyList<TestLogLine> Lines => [.. _lines];

    /// <summary>What replay silenced.</summary>
    public IReadOnlyList<TestLogLine> Silenced => [.. _silenced];

    public ILogger LoggerOf(string executionName, int invocation) => new InvocationLogger(this, executionName, invocation);

    private Dictionary<string, object?> CollectScopes()
    {
        var properties = new Dictionary<string, object?>(StringComparer.Ordinal);
        _scopes.ForEachScope(
            static (scope, properties) =>
            {
                foreach (var (key, value) in scope as IEnumerable<KeyValuePair<string, object?>> ?? [])
                {
                    properties[key] = value;
                }
            },
            properties);
        return properties;
    }

    private sealed class InvocationLogger(LogBook book, string executionName, int invocation) : ILogger, ISilencedLines
    {
        public IDisposable BeginScope<TState>(TState state)
            where TState : notnull => new Scopes(book._scopes.Push(state), next: book.Next?.BeginScope(state));

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            book._lines.Enqueue(LineOf(logLevel, formatter(state, exception), exception));
            book.Next?.Log(logLevel, eventId, state, exception, formatter);
        }

        public void OnSilenced<TState>(LogLevel logLevel, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            book._silenced.Enqueue(LineOf(logLevel, formatter(state, exception), exception));

        private TestLogLine LineOf(LogLevel level, string message, Exception? exception) => new()
        {
            Level = level,
            Message = message,
            Exception = exception,
            ExecutionName = executionName,
            Invocation = invocation,
            Properties = book.CollectScopes(),
        };
    }

    private ILogger? Next => next;

    private sealed class Scopes(IDisposable own, IDisposable? next) : IDisposable
    {
        public void Dispose()
        {
            next?.Dispose();
            own.Dispose();
        }
    }
}
