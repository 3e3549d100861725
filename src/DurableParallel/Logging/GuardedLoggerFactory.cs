using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace DurableParallel.Logging;

/// <summary>The user's factory, made safe where it is taken in. It is not disposed with what uses it.</summary>
internal sealed class GuardedLoggerFactory : ILoggerFactory
{
    private readonly ILoggerFactory _inner;

    private GuardedLoggerFactory(ILoggerFactory inner) => _inner = inner;

    /// <summary>The same factory where it is safe already.</summary>
    public static ILoggerFactory Around(ILoggerFactory factory) => factory is GuardedLoggerFactory or NullLoggerFactory ? factory : new GuardedLoggerFactory(factory);

    /// <summary>A logger that writes nothing where the factory throws, for example because it is disposed.</summary>
    public ILogger CreateLogger(string categoryName)
    {
        try
        {
            return GuardedLogger.Around(_inner.CreateLogger(categoryName));
        }
        catch (Exception)
        {
            return NullLogger.Instance;
        }
    }

    public void AddProvider(ILoggerProvider provider) => _inner.AddProvider(provider);

    public void Dispose()
    {
    }
}
