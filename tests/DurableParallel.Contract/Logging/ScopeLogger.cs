using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Contract.Logging;

/// <summary>Keeps lines with all scopes that are open around them, which flow as those of real loggers do.</summary>
internal sealed class ScopeLogger(LogLevel minimum = LogLevel.Trace) : ILogger
{
    private readonly AsyncLocal<Open?> _open = new();
    private int _scopes;

    public ConcurrentQueue<LoggedLine> Lines { get; } = new();

    /// <summary>How many scopes were ever begun.</summary>
    public int Scopes => Volatile.Read(ref _scopes);

    public IDisposable BeginScope<TState>(TState state)
        where TState : notnull
    {
        Interlocked.Increment(ref _scopes);
        return _open.Value = new Open(this, state, _open.Value);
    }

    public bool IsEnabled(LogLevel logLevel) => logLevel >= minimum;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        var others = new List<object>();
        for (var scope = _open.Value; scope is not null; scope = scope.Outer)
        {
            if (scope.State is IEnumerable<KeyValuePair<string, object?>> pairs)
            {
                foreach (var (key, value) in pairs)
                {
                    values.TryAdd(key, value);
                }
            }
            else
            {
                others.Add(scope.State);
            }
        }

        Lines.Enqueue(new LoggedLine(formatter(state, exception), logLevel, values, others));
    }

    private sealed class Open(ScopeLogger logger, object state, Open? outer) : IDisposable
    {
        public object State => state;

        public Open? Outer => outer;

        public void Dispose() => logger._open.Value = outer;
    }
}
