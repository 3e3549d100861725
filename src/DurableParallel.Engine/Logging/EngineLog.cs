using Microsoft.Extensions.Logging;

namespace DurableParallel.Engine.Logging;

/// <summary>The lines of the engine, events 2000 to 2999. An id keeps its meaning for ever; the guide lists them.</summary>
internal static partial class EngineLog
{
    [LoggerMessage(2001, LogLevel.Information, "The engine has opened the journal {Journal}.")]
    public static partial void EngineOpened(this ILogger logger, string journal);

    [LoggerMessage(2002, LogLevel.Information, "The engine has recovered {Count} executions of the journal {Journal}, which go on. Blocked, and waiting for a person: {Blocked}.")]
    public static partial void ExecutionsRecovered(this ILogger logger, int count, string journal, int blocked);

    [LoggerMessage(2003, LogLevel.Information, "The engine has stopped and given up the journal {Journal}.")]
    public static partial void EngineStopped(this ILogger logger, string journal);

    [LoggerMessage(
        2004,
        LogLevel.Warning,
        "The function {Function} is not registered in {Version}, and executions wait for it: {Count}. Register it, or correct the name where it is started or invoked.")]
    public static partial void FunctionMissing(this ILogger logger, string function, string version, int count);

    [LoggerMessage(2005, LogLevel.Debug, "The execution {Execution} of the function {Function} has started.")]
    public static partial void ExecutionStarted(this ILogger logger, string execution, string function);

    [LoggerMessage(2006, LogLevel.Debug, "The execution {Execution} of the function {Function} has succeeded.")]
    public static partial void ExecutionSucceeded(this ILogger logger, string execution, string function);

    [LoggerMessage(2007, LogLevel.Error, "The execution {Execution} of the function {Function} has failed with {ErrorType}: {ErrorMessage} (at {OperationPath})")]
    public static partial void ExecutionFailed(this ILogger logger, Exception exception, string execution, string function, string operationPath, string errorType, string errorMessage);

    [LoggerMessage(2008, LogLevel.Error, "The execution {Execution} of the function {Function} has timed out: {ErrorMessage}")]
    public static partial void ExecutionTimedOut(this ILogger logger, Exception exception, string execution, string function, string errorMessage);

    [LoggerMessage(2009, LogLevel.Information, "The execution {Execution} of the function {Function} was stopped: {ErrorType}: {ErrorMessage}")]
    public static partial void ExecutionStopped(this ILogger logger, string execution, string function, string errorType, string errorMessage);

    [LoggerMessage(2010, LogLevel.Error, "The execution {Execution} of the function {Function} is blocked ({Reason}): {Message}")]
    public static partial void ExecutionBlocked(this ILogger logger, Exception? exception, string execution, string function, BlockedReason reason, string message);

    [LoggerMessage(2011, LogLevel.Error, "The execution {Execution} of the function {Function} is poison: {Message}")]
    public static partial void ExecutionPoisoned(this ILogger logger, string execution, string function, string message);

    [LoggerMessage(2012, LogLevel.Information, "The served execution {Execution} of the function {Function} has succeeded.")]
    public static partial void ServedExecutionSucceeded(this ILogger logger, string execution, string function);

    [LoggerMessage(2013, LogLevel.Warning, "An invocation of the function {Function} for the execution {Execution} failed: {ErrorType}: {ErrorMessage}")]
    public static partial void ServedInvocationFailed(this ILogger logger, string function, string execution, string errorType, string errorMessage);

    [LoggerMessage(2014, LogLevel.Error, "An invocation of the function {Function} could not be handed over.")]
    public static partial void HandOverFailed(this ILogger logger, Exception exception, string function);

    [LoggerMessage(2015, LogLevel.Warning, "The function {Function} runs here and would not pass on AWS Lambda durable functions: {Reason} This is said once for each function.")]
    public static partial void BeyondAws(this ILogger logger, string function, string reason);

    [LoggerMessage(2016, LogLevel.Warning, "Steps still ran when the time to stop was up; they are cut and run again later.")]
    public static partial void StepsCut(this ILogger logger);

    [LoggerMessage(2017, LogLevel.Information, "The execution {Execution} of the function {Function} is retried: what has failed runs anew.")]
    public static partial void ExecutionRetried(this ILogger logger, string execution, string function);

    [LoggerMessage(2021, LogLevel.Warning, "The journal {Journal} did not end with a whole commit: {Bytes} bytes were cut.")]
    public static partial void TornBytesCut(this ILogger logger, string journal, long bytes);

    [LoggerMessage(
        2022,
        LogLevel.Warning,
        "The journal {Journal} has a record of {Latest}, and the clock shows {Now}. One of the two is wrong. "
        + "What was recorded at a time that is still to come begins its wait again now; correct the clock if it is behind.")]
    public static partial void RecordAheadOfTime(this ILogger logger, string journal, DateTimeOffset latest, DateTimeOffset now);

    [LoggerMessage(2024, LogLevel.Critical, "The journal {Journal} could not be written; the engine is faulted.")]
    public static partial void JournalFaulted(this ILogger logger, Exception exception, string journal);

    [LoggerMessage(2025, LogLevel.Error, "Executions of the journal {Journal} that were kept long enough could not be purged; it is tried again.")]
    public static partial void PurgeFailed(this ILogger logger, Exception exception, string journal);

    [LoggerMessage(2029, LogLevel.Information, "The execution {Execution} of the function {Function} is to be canceled: {Reason}")]
    public static partial void CancelRequested(this ILogger logger, string execution, string function, string reason);

    [LoggerMessage(2030, LogLevel.Information, "The execution {Execution} of the function {Function} was canceled: {ErrorMessage}")]
    public static partial void ExecutionCanceled(this ILogger logger, string execution, string function, string errorMessage);

    [LoggerMessage(2031, LogLevel.Debug, "The execution {Execution} of the function {Function} goes on with a new run.")]
    public static partial void ExecutionContinued(this ILogger logger, string execution, string function);

    [LoggerMessage(2032, LogLevel.Warning, "The schedule {Schedule} waits, because its function {Function} is not registered. Register it, or delete the schedule.")]
    public static partial void ScheduleWaits(this ILogger logger, string schedule, string function);

    [LoggerMessage(2033, LogLevel.Warning, "The schedule {Schedule} leaves out its times from {First} to {Last}: they are longer ago than it catches up.")]
    public static partial void TimesLeftOut(this ILogger logger, string schedule, DateTimeOffset first, DateTimeOffset last);

    [LoggerMessage(2034, LogLevel.Error, "The execution {Execution} of the schedule {Schedule} was refused, and its time is skipped.")]
    public static partial void ScheduledStartRefused(this ILogger logger, Exception exception, string execution, string schedule);

    [LoggerMessage(2035, LogLevel.Error, "The schedule {Schedule} could not start what is due; it is tried again.")]
    public static partial void ScheduleFailed(this ILogger logger, Exception exception, string schedule);

    [LoggerMessage(2041, LogLevel.Error, "OnEnded failed for the execution {Execution}. It is not called again for that end.")]
    public static partial void EndedHookFailed(this ILogger logger, Exception exception, string execution);

    [LoggerMessage(2042, LogLevel.Warning, "The engine stopped before OnEnded had been called for every execution that ended. It is not called for those any more: list them by their status.")]
    public static partial void EndedHookCut(this ILogger logger);

    [LoggerMessage(2050, LogLevel.Information, "The journal {Journal} is open for reading only, with {Count} records in its log.")]
    public static partial void JournalRead(this ILogger logger, string journal, long count);
}
