using DurableParallel.Records;

namespace DurableParallel.Engine;

/// <summary>
/// The callback takes nothing any more: it was completed before, its time was up, or what waited for it has ended. What
/// was recorded first stays.
/// </summary>
public sealed class CallbackClosedException : DurableException
{
    internal CallbackClosedException(string callbackId, string executionName, OperationRecord callback, bool hasExecutionEnded)
        : base(
            EngineErrorCodes.CallbackClosed,
            $"{(callback.Name is null ? "A callback" : $"The callback '{callback.Name}'")} of the execution '{executionName}' takes nothing any more: "
            + $"{Describe(callback, hasExecutionEnded)} What was recorded first stays; nothing was changed.")
    {
        CallbackId = callbackId;
        ExecutionName = executionName;
    }

    /// <summary>The callback's id.</summary>
    public string CallbackId { get; }

    /// <summary>The execution's name.</summary>
    public string ExecutionName { get; }

    private static string Describe(OperationRecord callback, bool hasExecutionEnded) => callback.Status switch
    {
        OperationStatus.Succeeded => "it was completed with a value.",
        OperationStatus.Failed => "it was completed with an error.",
        OperationStatus.TimedOut => $"its time was up ({callback.Error?.ErrorMessage}).",
        _ when hasExecutionEnded => "the execution has ended.",
        _ => "it is being completed or timed out, or the scope or context that waited for it has ended.",
    };
}
