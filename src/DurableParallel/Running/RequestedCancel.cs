using DurableParallel.Errors;

namespace DurableParallel.Running;

/// <summary>
/// The durable request to cancel an execution, as an invocation that begins after it knows it. In each context the first
/// thing that has not ended by the request ends as canceled; once the code of the context has seen that, what it begins
/// works: that is its cleanup.
/// </summary>
/// <param name="Reason">Why, for people; null for no reason.</param>
internal sealed record RequestedCancel(string? Reason)
{
    /// <summary>What an operation ends with that was canceled. Also of one on record as canceled while there is no request.</summary>
    public static OperationCanceledException ExceptionOf(string operation, RequestedCancel? request) =>
        new($"'{operation}' was canceled: {TextOf(request)} Let the exception leave the body; finally blocks run, and what they begin works.");

    /// <summary>How a context is recorded that was left because of the request; null when an exception is no consequence of it.</summary>
    public DurableError? ErrorOf(Exception exception) => IsReasonOf(exception) ? ToContextError() : null;

    /// <summary>The error of a context that was left because of the request.</summary>
    public DurableError ToContextError() => new(ErrorTypes.CanceledContext, TextOf(this));

    /// <summary>Whether an exception is a consequence of the request.</summary>
    public static bool IsReasonOf(Exception exception) =>
        exception is OperationCanceledException || IsCanceled(CauseChain.RecordedErrorOf(exception));

    /// <summary>Whether that is on record of a context that was left because of a request.</summary>
    public static bool IsCanceled(DurableError? error) => error?.ErrorType == ErrorTypes.CanceledContext;

    /// <summary>The error of the execution.</summary>
    public DurableError ToError() => new(ErrorTypes.CanceledExecution, TextOf(this));

    private static string TextOf(RequestedCancel? request) =>
        request?.Reason is { } reason ? $"the execution was canceled: {reason}" + (reason.EndsWith('.') ? "" : ".") : "the execution was canceled.";
}
