using Microsoft.Extensions.Logging;

namespace DurableParallel.Server.Logging;

/// <summary>The lines of the server, events 4000 to 4999. An id keeps its meaning for ever; the guide lists them.</summary>
internal static partial class ServerLog
{
    [LoggerMessage(4001, LogLevel.Information, "A worker for {Functions} is attached: {Worker}.")]
    public static partial void WorkerAttached(this ILogger logger, string functions, string worker);

    [LoggerMessage(4002, LogLevel.Warning, "A worker for {Functions} is lost: {Worker}.")]
    public static partial void WorkerLost(this ILogger logger, string functions, string worker);

    [LoggerMessage(4003, LogLevel.Warning, "An invocation of the function {Function} waits, because no worker for it is attached. Start one. This is said once until one comes.")]
    public static partial void InvocationWaits(this ILogger logger, string function);

    [LoggerMessage(4004, LogLevel.Warning, "An invocation of the function {Function} is lost: {How}.")]
    public static partial void InvocationLost(this ILogger logger, string function, string how);

    [LoggerMessage(4005, LogLevel.Warning, "The process of {Functions} has ended and is started again: {How}.")]
    public static partial void ProcessStartedAgain(this ILogger logger, string functions, string how);

    [LoggerMessage(4006, LogLevel.Error, "A process of {Functions} could not begin: {ErrorType}: {ErrorMessage}")]
    public static partial void ProcessNotStarted(this ILogger logger, string functions, string errorType, string errorMessage);

    [LoggerMessage(4007, LogLevel.Error, "An invocation of the function {Function} failed.")]
    public static partial void InvocationFaulted(this ILogger logger, Exception exception, string function);

    [LoggerMessage(4008, LogLevel.Error, "The request {Method} {Path} failed.")]
    public static partial void RequestFailed(this ILogger logger, Exception exception, string method, string path);

    [LoggerMessage(4009, LogLevel.Warning, "OnExecutionStarted failed for the execution {Execution}, which goes on without it.")]
    public static partial void StartedCallbackFailed(this ILogger logger, Exception exception, string execution);

    [LoggerMessage(4010, LogLevel.Warning, "An invoke of the function {Function} waits up to {Timeout} for a worker: none has attached since the server started.")]
    public static partial void InvokeWaits(this ILogger logger, string function, TimeSpan timeout);

    [LoggerMessage(4011, LogLevel.Warning, "An invoke of the function {Function} was refused: no worker has attached within {Timeout}.")]
    public static partial void InvokeRefused(this ILogger logger, string function, TimeSpan timeout);
}
