using Microsoft.Extensions.Logging;

namespace DurableParallel.Engine.Tests.Logging;

/// <summary>A logger that does not return from one event's line before it is released.</summary>
internal sealed class HeldLine(int id) : ILoggerFactory, ILogger
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new();

    /// <summary>Completes when the line is being written.</summary>
    public Task Reached => _reached.Task;

    public void Release() => _released.TrySetResult();

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public ILogger CreateLogger(string categoryName) => this;

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Id == id)
        {
            _reached.TrySetResult();
            _released.Task.GetAwaiter().GetResult();
        }
    }
}
