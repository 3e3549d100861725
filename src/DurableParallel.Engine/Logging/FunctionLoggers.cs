using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableParallel.Engine.Logging;

/// <summary>A logger a function, with a category of its own: of what its code writes, and of its executions. Safe from any thread.</summary>
internal sealed class FunctionLoggers(ILoggerFactory loggers)
{
    /// <summary>The category of all functions; that of one has its name behind a dot.</summary>
    private const string Category = "DurableParallel.Function";

    private readonly ConcurrentDictionary<string, ILogger> _byFunction = new(StringComparer.Ordinal);

    public ILogger Of(string function) => loggers is NullLoggerFactory
        ? NullLogger.Instance
        : _byFunction.GetOrAdd(function, static (name, loggers) => loggers.CreateLogger($"{Category}.{name}"), loggers);
}
