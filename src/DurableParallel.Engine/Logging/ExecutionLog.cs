using DurableParallel.Engine.Journal.Log;
using DurableParallel.Records;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Engine.Logging;

/// <summary>
/// The lines of executions, in the category of their function: once each, when the record is durable, and never of what
/// is read from the journal. Called outside of the execution's gate, as a logger is the user's code.
/// </summary>
internal sealed class ExecutionLog(FunctionLoggers loggers)
{
    private const string NoOperation = "the function itself";

    public void Started(ILoggedExecution execution)
    {
        var logger = loggers.Of(execution.FunctionName);
        if (logger.IsEnabled(LogLevel.Debug))
        {
            logger.ExecutionStarted(NameOf(execution), execution.FunctionName);
        }
    }

    public void Ended(ILoggedExecution execution, EndedRecord ended)
    {
        var logger = loggers.Of(execution.FunctionName);
        if (!logger.IsEnabled(LevelOf(ended.Status, execution.IsServed)))
        {
            return;
        }

        var name = NameOf(execution);
        if (ended.Status == ExecutionStatus.ContinuedAsNew)
        {
            logger.ExecutionContinued(name, execution.FunctionName);
            return;
        }

        if (ended.Status == ExecutionStatus.Succeeded)
        {
            if (execution.IsServed)
            {
                logger.ServedExecutionSucceeded(name, execution.FunctionName);
            }
            else
            {
                logger.ExecutionSucceeded(name, execution.FunctionName);
            }

            return;
        }

        var failure = ExecutionFailedException.Of(name, ended);
        switch (ended.Status)
        {
            case ExecutionStatus.Stopped:
                logger.ExecutionStopped(name, execution.FunctionName, failure.Error.ErrorType, failure.Error.ErrorMessage);
                break;
            case ExecutionStatus.Canceled:
                logger.ExecutionCanceled(name, execution.FunctionName, failure.Error.ErrorMessage);
                break;
            case ExecutionStatus.TimedOut:
                logger.ExecutionTimedOut(failure, name, execution.FunctionName, failure.Error.ErrorMessage);
                break;
            default:
                logger.ExecutionFailed(failure, name, execution.FunctionName, failure.OperationPath ?? NoOperation, failure.Error.ErrorType, failure.Error.ErrorMessage);
                break;
        }
    }

    /// <summary>An execution is to be canceled.</summary>
    public void CancelRequested(ILoggedExecution execution, string? reason) =>
        loggers.Of(execution.FunctionName).CancelRequested(NameOf(execution), execution.FunctionName, reason ?? "no reason given");

    /// <summary>An execution that had ended badly goes on.</summary>
    public void Retried(ILoggedExecution execution) => loggers.Of(execution.FunctionName).ExecutionRetried(NameOf(execution), execution.FunctionName);

    /// <summary>An execution waits for a person. One whose function is missing does not, and has its line with others of that function.</summary>
    public void Blocked(ILoggedExecution execution, BlockedReason reason, string message, Exception? cause)
    {
        var logger = loggers.Of(execution.FunctionName);
        if (reason == BlockedReason.Poison)
        {
            logger.ExecutionPoisoned(NameOf(execution), execution.FunctionName, message);
        }
        else
        {
            logger.ExecutionBlocked(cause, NameOf(execution), execution.FunctionName, reason, message);
        }
    }

    private static LogLevel LevelOf(ExecutionStatus status, bool isServed) => status switch
    {
        ExecutionStatus.Succeeded => isServed ? LogLevel.Information : LogLevel.Debug,
        ExecutionStatus.Stopped or ExecutionStatus.Canceled => LogLevel.Information,
        ExecutionStatus.ContinuedAsNew => LogLevel.Debug,
        _ => LogLevel.Error,
    };

    private static string NameOf(ILoggedExecution execution) => execution.IsServed ? execution.DisplayName : RunName.ExecutionOf(execution.Name);
}
