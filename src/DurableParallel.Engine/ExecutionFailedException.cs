using DurableParallel.Engine.Journal.Log;
using DurableParallel.Errors;

namespace DurableParallel.Engine;

/// <summary>
/// The execution whose result was asked for has failed, was stopped or timed out. The <see cref="Exception.InnerException"/>
/// stands for the root's exception: it is made again where its type is a common one of .NET, else it is a
/// <see cref="RecordedException"/>.
/// </summary>
public sealed class ExecutionFailedException : DurableException
{
    internal ExecutionFailedException(string executionName, ExecutionStatus status, DurableError error)
        : base(EngineErrorCodes.ExecutionFailed, $"The execution '{executionName}' ended as {status}: {error.ErrorMessage}", RootException.Of(error))
    {
        ExecutionName = executionName;
        Status = status;
        Error = error;
    }

    /// <summary>What the end of an execution that has not succeeded throws.</summary>
    internal static ExecutionFailedException Of(string executionName, EndedRecord ended) =>
        new(executionName, ended.Status, ended.Error ?? new DurableError("Unknown", "No error was recorded."));

    /// <summary>The name of the execution.</summary>
    public string ExecutionName { get; }

    /// <summary>How it ended: failed, stopped or timed out.</summary>
    public ExecutionStatus Status { get; }

    /// <summary>The error on record.</summary>
    public DurableError Error { get; }

    /// <summary>
    /// The operation that failed first, in names from the function down, for example "checks/validate/rules"; null when
    /// none did, or when the journal is of a version that did not record it.
    /// </summary>
    public string? OperationPath => RecordedPath.Of(Error);

    /// <summary>Type and message, then path, type, message and stack of the error on record and of what caused it, then the own stack.</summary>
    public override string ToString() => ErrorText.Of(this, Error, OperationPath);
}
