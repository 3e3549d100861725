using DurableParallel.Logging;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableParallel.Tests.Logging;

public sealed class GuardedLoggerTests
{
    [Test]
    public void Around_WhatIsSafe_IsTheSame()
    {
        var guarded = GuardedLogger.Around(new FailingLogger());

        GuardedLogger.Around(guarded).Should().BeSameAs(guarded);
        GuardedLogger.Around(NullLogger.Instance).Should().BeSameAs(NullLogger.Instance);
    }

    [Test]
    public void Logger_ThatThrowsEverywhere_IsAskedAllTheSame()
    {
        var failing = new FailingLogger();
        var guarded = GuardedLogger.Around(failing);

        guarded.IsEnabled(LogLevel.Information).Should().BeTrue("of several providers only one may fail");
        guarded.IsEnabled(LogLevel.None).Should().BeFalse();
        guarded.BeginScope("scope").Should().BeNull();
        guarded.LogWarning("line");

        failing.Calls.Should().Equal("IsEnabled", "IsEnabled", "BeginScope", "Log");
    }

    [Test]
    public void Factory_ThatThrows_MakesALoggerThatWritesNothing()
    {
        using var disposed = new DisposedFactory();
        using var guarded = GuardedLoggerFactory.Around(disposed);

        guarded.CreateLogger("category").Should().BeSameAs(NullLogger.Instance);
        GuardedLoggerFactory.Around(guarded).Should().BeSameAs(guarded);
        GuardedLoggerFactory.Around(NullLoggerFactory.Instance).Should().BeSameAs(NullLoggerFactory.Instance);
    }

    private sealed class DisposedFactory : ILoggerFactory
    {
        public void AddProvider(ILoggerProvider provider) => throw new ObjectDisposedException(nameof(DisposedFactory));

        public ILogger CreateLogger(string categoryName) => throw new ObjectDisposedException(nameof(DisposedFactory));

        public void Dispose()
        {
        }
    }

    private sealed class FailingLogger : ILogger
    {
        public List<string> Calls { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => throw Failure("BeginScope");

        public bool IsEnabled(LogLevel logLevel) => throw Failure("IsEnabled");

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => throw Failure("Log");

        private ObjectDisposedException Failure(string call)
        {
            Calls.Add(call);
            return new ObjectDisposedException("provider");
        }
    }
}
