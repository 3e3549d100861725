using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Testing.Running;

/// <summary>Keeps what the executions of a run log, and passes it on.</summary>
internal sealed class LogBook(ILogger? next)
{
    private readonly ConcurrentQueue<TestLogLine> _lines = new();
    private readonly LoggerExternalScopeProvider _scopes = new();

    public IReadOnlyList<TestLogLine> Lines => [.. _lines];

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

    private sealed class InvocationLogger(LogBook book, string executionName, int invocation) : ILogger
    {
        public IDisposable BeginScope<TState>(TState state)
            where TState : notnull => new Scopes(book._scopes.Push(state), next: book.Next?.BeginScope(state));

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            book._lines.Enqueue(new TestLogLine
            {
                Level = logLevel,
                Message = formatter(state, exception),
                Exception = exception,
                ExecutionName = executionName,
                Invocation = invocation,
                Properties = book.CollectScopes(),
            });
            book.Next?.Log(logLevel, eventId, state, exception, formatter);
        }
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
