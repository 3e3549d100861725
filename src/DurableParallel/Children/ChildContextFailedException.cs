namespace DurableParallel;

/// <summary>The body of a child context has thrown.</summary>
public sealed class ChildContextFailedException : OperationFailedException
{
    internal ChildContextFailedException(DurableError error)
        : base(ErrorCodes.ChildContextFailed, error)
    {
    }
}
