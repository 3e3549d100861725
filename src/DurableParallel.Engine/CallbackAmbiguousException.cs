namespace DurableParallel.Engine;

/// <summary>Several callbacks of an execution that can be completed have the name that one was addressed by. Nothing was changed.</summary>
public sealed class CallbackAmbiguousException : DurableException
{
    internal CallbackAmbiguousException(string executionName, string callbackName, IReadOnlyList<string> callbackIds)
        : base(
            EngineErrorCodes.CallbackNameAmbiguous,
            $"The execution '{executionName}' has {callbackIds.Count} open callbacks with the name '{callbackName}', so that name does not say which is meant. "
            + "Pass the id of one, or give callbacks that are open at the same time names of their own.")
    {
        ExecutionName = executionName;
        CallbackName = callbackName;
        CallbackIds = callbackIds;
    }

    /// <summary>The execution's name.</summary>
    public string ExecutionName { get; }

    /// <summary>The name that was passed.</summary>
    public string CallbackName { get; }

    /// <summary>The ids of the callbacks with that name, in the order of their creation.</summary>
    public IReadOnlyList<string> CallbackIds { get; }
}
