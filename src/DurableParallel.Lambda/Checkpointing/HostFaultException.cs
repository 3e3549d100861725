namespace DurableParallel.Lambda.Checkpointing;

/// <summary>What the invocation ends with, from outside of the function.</summary>
internal enum HostFaultVerdict
{
    /// <summary>The invocation fails, and the service invokes again.</summary>
    InvokeAgain,

    /// <summary>The execution fails.</summary>
    FailExecution,

    /// <summary>The service has taken the execution out of the function's hands: the answer is PENDING, and how it ends is the service's to say.</summary>
    ExecutionEnded,

    /// <summary>The invocation's time is nearly up.</summary>
    Deadline,
}

/// <summary>The service cannot or will not record what the function did.</summary>
internal sealed class HostFaultException(HostFaultVerdict verdict, DurableLambdaException error) : Exception(error.Message, error)
{
    public HostFaultVerdict Verdict { get; } = verdict;

    public DurableLambdaException Error { get; } = error;
}
