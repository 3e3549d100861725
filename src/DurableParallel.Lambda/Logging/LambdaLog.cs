using Microsoft.Extensions.Logging;

namespace DurableParallel.Lambda.Logging;

/// <summary>The lines of the Lambda host, events 3000 to 3999. An id keeps its meaning for ever; the guide lists them.</summary>
internal static partial class LambdaLog
{
    [LoggerMessage(3001, LogLevel.Error, "The invocation fails: {Message}")]
    public static partial void InvocationFailed(this ILogger logger, Exception exception, string message);

    [LoggerMessage(3002, LogLevel.Error, "The execution fails: {Message}")]
    public static partial void ExecutionFaulted(this ILogger logger, Exception exception, string message);

    [LoggerMessage(3003, LogLevel.Error, "The invocation ends: {Message}")]
    public static partial void InvocationCut(this ILogger logger, Exception exception, string message);

    [LoggerMessage(3004, LogLevel.Warning, "The Runtime API gave no event, and is asked again in {Delay}.")]
    public static partial void NoEvent(this ILogger logger, Exception exception, TimeSpan delay);

    [LoggerMessage(3005, LogLevel.Error, "The answer to the invocation {RequestId} could not be handed in.")]
    public static partial void AnswerLost(this ILogger logger, Exception exception, string requestId);

    [LoggerMessage(3006, LogLevel.Warning, "Delays are whole seconds on AWS: {Operation} asks for {Seconds} s and gets {WholeSeconds} s. This is logged once for each function.")]
    public static partial void DelayRounded(this ILogger logger, string operation, double seconds, int wholeSeconds);
}
