using DurableParallel.Errors;

namespace DurableParallel.Engine;

/// <summary>The execution whose result was asked for has failed, was stopped or timed out.</summary>
public sealed class ExecutionFailedException : DurableException
{
    internal ExecutionFailedException(string executionName, ExecutionStatus status, DurableError error)
        : base(EngineErrorCodes.ExecutionFailed, $"The execution '{executionName}' ended as {status}: {error.ErrorMessage}")
    {
        ExecutionName = executionName;
        Status = status;
        Error = error;
    }

    /// <summary>The name of the execution.</summary>
    public string ExecutionName { get; }

    /// <summary>How it ended: failed, stopped or timed out.</summary>
    public ExecutionStatus Status { get; }

    /// <summary>The error on record.</summary>
    public DurableError Error { get; }

    /// <summary>The text of the exception, followed by type, message and stack of the error on record and of what caused it.</summary>
    public override string ToString() => ErrorText.Append(base.ToString(), Error);
}
