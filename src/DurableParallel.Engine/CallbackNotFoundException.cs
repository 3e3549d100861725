using DurableParallel.Errors;
using DurableParallel.Records;

namespace DurableParallel.Engine;

/// <summary>An id names no callback of this journal, or is no callback's id at all.</summary>
public sealed class CallbackNotFoundException : DurableException
{
    private CallbackNotFoundException(string message)
        : base(EngineErrorCodes.CallbackNotFound, message)
    {
    }

    // The text is not repeated: it may be anything, and of any length.
    internal static CallbackNotFoundException Malformed(int length) =>
        new($"A text of {Counted.Of(length, "character")} is not the id of a callback. Pass the CallbackId of one as it was handed out.");

    internal static CallbackNotFoundException NoExecution() =>
        new("The id of the callback names an execution that is not in this journal. Pass it to the engine that has the execution.");

    internal static CallbackNotFoundException NotNamed(string executionName, string callbackName, IReadOnlyCollection<string> names) =>
        new($"The execution '{executionName}' has no callback '{callbackName}' (yet). Those with names are: {ShownList.Of(names.Select(static name => $"'{name}'"), names.Count)}. "
            + "Pass the name that the code gave to CreateCallbackAsync or WaitForCallbackAsync, and only once its creation has returned.");

    internal static CallbackNotFoundException NotThere(CallbackId id) =>
        new($"The execution '{id.ExecutionName}' has no callback at {id.Operation}. Pass the CallbackId of one as it was handed out, and only once its creation has returned.");
}
