namespace DurableParallel;

/// <summary>A step has failed for good: its last attempt threw, or its retry strategy gave up.</summary>
public sealed class StepFailedException : OperationFailedException
{
    internal StepFailedException(DurableError error)
        : base(ErrorCodes.StepFailed, error)
    {
    }
}
