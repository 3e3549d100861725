using Microsoft.Extensions.Logging;

namespace DurableParallel.Logging;

/// <summary>The lines of the programming model, events 1000 to 1999. An id keeps its meaning for ever; the guide lists them.</summary>
internal static partial class CoreLog
{
    [LoggerMessage(1001, LogLevel.Warning, "A callback on a branch's cancellation token failed.")]
    public static partial void CancellationCallbackFailed(this ILogger logger, Exception exception);

    [LoggerMessage(
        1002,
        LogLevel.Error,
        "The body of {Context} has returned before {Operations} ended, and nothing awaits the outcome, which is lost with the body. "
        + "Await every operation that a body calls, or pass it to WhenAllAsync. {Page}")]
    public static partial void OperationsCutOff(this ILogger logger, string context, string operations, string page);

    [LoggerMessage(
        1003,
        LogLevel.Warning,
        "The body of {Context} has returned without awaiting {Operations}, which ended before it. "
        + "Await every operation that a body calls, or pass it to WhenAllAsync. {Page}")]
    public static partial void OperationsNotAwaited(this ILogger logger, Exception? exception, string context, string operations, string page);

    [LoggerMessage(1004, LogLevel.Warning, "Attempt {Attempt} of {Step} failed with {ErrorType}; the next one follows in {DelaySeconds} s.")]
    public static partial void StepRetried(this ILogger logger, Exception exception, int attempt, string step, string errorType, double delaySeconds);

    [LoggerMessage(1005, LogLevel.Warning, "Attempt {Attempt} of {Operation} failed with {ErrorType}, and is not followed by another one: {ErrorMessage}")]
    public static partial void LastAttemptFailed(this ILogger logger, Exception? exception, int attempt, string operation, string errorType, string errorMessage);

    [LoggerMessage(1006, LogLevel.Warning, "Attempt {Attempt} of block '{Block}' failed with {ErrorType}; the next one follows in {DelaySeconds} s.")]
    public static partial void BlockRetried(this ILogger logger, Exception exception, int attempt, string block, string errorType, double delaySeconds);

    [LoggerMessage(1007, LogLevel.Warning, "{Hook} of the plugin {Plugin} failed; the execution goes on without it.")]
    public static partial void HookFailed(this ILogger logger, Exception exception, string hook, string plugin);

    [LoggerMessage(
        1008,
        LogLevel.Warning,
        "An event '{Event}' has a value that {Wait} cannot read as {Type}: {Reason} The event is set aside and stays in the history; the code goes on waiting.")]
    public static partial void EventSetAside(this ILogger logger, Exception exception, string @event, string wait, string type, string reason);

    [LoggerMessage(1009, LogLevel.Warning, "Attempt {Attempt} of {Step} ends without its body, which has not ended after the grace; what it comes to is dropped. {ErrorMessage}")]
    public static partial void BodyLeftBehind(this ILogger logger, int attempt, string step, string errorMessage);

    [LoggerMessage(1010, LogLevel.Warning, "The body of attempt {Attempt} of {Step} has ended after its attempt had ended without it; what it came to is dropped.")]
    public static partial void LateOutcomeDropped(this ILogger logger, Exception? exception, int attempt, string step);
}
