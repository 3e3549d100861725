using Microsoft.Extensions.Logging;

namespace DurableParallel.Console.Logging;

/// <summary>The lines of the console, events 5000 to 5999. An id keeps its meaning for ever; the guide lists them.</summary>
internal static partial class ConsoleLog
{
    [LoggerMessage(5001, LogLevel.Information, "The durable console is at {Pattern}, without authorization: it answers requests from this machine alone. RequireAuthorization opens it to others.")]
    public static partial void ConsoleForThisMachine(this ILogger logger, string pattern);

    [LoggerMessage(5002, LogLevel.Information, "The durable console is at {Pattern}, with the application's authorization.")]
    public static partial void ConsoleWithAuthorization(this ILogger logger, string pattern);

    [LoggerMessage(5003, LogLevel.Information, "{User} asked by the console for {Action} of {Target}: {Outcome}.")]
    public static partial void ConsoleAction(this ILogger logger, string user, string action, string target, string outcome);

    [LoggerMessage(5004, LogLevel.Warning, "A request to the console was refused: {Reason} It came from {Address}.")]
    public static partial void ConsoleRefused(this ILogger logger, string reason, string address);

    [LoggerMessage(5005, LogLevel.Error, "The console's request {Method} {Path} failed.")]
    public static partial void ConsoleFailed(this ILogger logger, Exception exception, string method, string path);

    [LoggerMessage(5006, LogLevel.Warning, "The console's PayloadView failed for {Owner}; nothing of the payload is shown.")]
    public static partial void PayloadViewFailed(this ILogger logger, Exception exception, string owner);

    [LoggerMessage(5007, LogLevel.Warning, "The console could not take the engine's figures; it tries again.")]
    public static partial void FiguresFailed(this ILogger logger, Exception exception);
}
