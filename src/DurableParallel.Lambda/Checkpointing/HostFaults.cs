namespace DurableParallel.Lambda.Checkpointing;

/// <summary>The faults between an invocation and its service.</summary>
internal static class HostFaults
{
    public static HostFaultException InvokeAgain(string code, string message, Exception? inner = null) =>
        new(HostFaultVerdict.InvokeAgain, new DurableLambdaException(code, message, inner));

    public static HostFaultException Refused(string errorName, int status, string message) => new(
        HostFaultVerdict.FailExecution,
        new DurableLambdaException(
            LambdaErrorCodes.CheckpointRefused,
            $"The service refused what the function recorded, and would refuse it again: {errorName} ({status}): {message}"));

    public static HostFaultException Unavailable(string errorName, int status, string message) => InvokeAgain(
        LambdaErrorCodes.HostUnavailable,
        $"The service did not record what the function did: {errorName} ({status}): {message} The service invokes again, and nothing that was recorded is lost.");

    public static HostFaultException Unreachable(Uri address, Exception inner) => InvokeAgain(
        LambdaErrorCodes.HostUnavailable,
        $"The service at {address.GetLeftPart(UriPartial.Authority)} cannot be reached: {inner.Message} Check the network, the region and AWS_ENDPOINT_URL_LAMBDA.",
        inner);

    public static HostFaultException ExecutionEnded() => new(
        HostFaultVerdict.ExecutionEnded,
        new DurableLambdaException(
            LambdaErrorCodes.ExecutionEnded,
            "The service has ended the execution while its function was running, as it does at a quota. Nothing more can be recorded."));

    public static HostFaultException Deadline(DateTimeOffset deadline) => new(
        HostFaultVerdict.Deadline,
        new DurableLambdaException(
            LambdaErrorCodes.DeadlineReached,
            $"The invocation's time is up at {deadline:O}, and a body was still running. What was recorded is kept, and the body runs again. "
            + "Split long steps, or raise the function's time-out."));
}
