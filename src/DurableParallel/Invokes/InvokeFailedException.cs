namespace DurableParallel;

/// <summary>A function that was invoked has failed, its time was up, or it was stopped. The error is that of its root.</summary>
public sealed class InvokeFailedException : OperationFailedException
{
    internal InvokeFailedException(OperationStatus status, DurableError error)
        : base(ErrorCodes.InvokeFailed, error) =>
        Status = status;

    /// <summary>
    /// How the invoked execution ended: <see cref="OperationStatus.Failed"/>, <see cref="OperationStatus.TimedOut"/> or
    /// <see cref="OperationStatus.Stopped"/>; <see cref="OperationStatus.Canceled"/> when the host took the invoke back.
    /// </summary>
    public OperationStatus Status { get; }
}
