namespace DurableParallel.Running;

/// <summary>How an invocation ended.</summary>
internal enum InvocationOutcomeKind
{
    /// <summary>The function returned: the execution has succeeded.</summary>
    Succeeded,

    /// <summary>An exception left the function: the execution has failed.</summary>
    Failed,

    /// <summary>The function returned and goes on with a new run, of which the payload is the input.</summary>
    Continued,

    /// <summary>The execution was canceled, and its function has ended because of that.</summary>
    Canceled,

    /// <summary>Every context is parked: the host invokes again when something has changed.</summary>
    Suspended,

    /// <summary>The invocation was ended from outside or found that history and code disagree. Says nothing about the execution.</summary>
    Faulted,
}

/// <summary>The outcome of an invocation: a payload, an error, or the fault that ended it.</summary>
internal readonly record struct InvocationOutcome(InvocationOutcomeKind Kind, string? Payload = null, DurableError? Error = null, Exception? Fault = null);
