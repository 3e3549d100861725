namespace DurableParallel;

/// <summary>
/// A callback was completed with an error; or, where it was waited for together with its submitter, the submitter has
/// failed.
/// </summary>
public class CallbackFailedException : OperationFailedException
{
    internal CallbackFailedException(DurableError error)
        : this(ErrorCodes.CallbackFailed, error)
    {
    }

    private protected CallbackFailedException(string code, DurableError error)
        : base(code, error)
    {
    }
}
