using DurableParallel.Conditions;

namespace DurableParallel;

/// <summary>
/// A wait for a condition has failed for good: its check or its strategy threw, or no check is left and the condition
/// does not hold. The last of these is its own cause: <see cref="OperationFailedException.IsCausedBy{TException}"/> of
/// this type tells it from the others.
/// </summary>
public sealed class WaitForConditionFailedException : OperationFailedException
{
    internal WaitForConditionFailedException(DurableError error)
        : base(ErrorCodes.ConditionFailed, error) =>
        LastState = ConditionError.ReadLastState(error);

    /// <summary>
    /// The payload of the last state when no check was left, as the serializer of the wait wrote it; null when something
    /// else failed, or when the state is too large to be recorded with the error, which then says so.
    /// </summary>
    public string? LastState { get; }

    // A check that threw is the cause; that the condition did not hold is one of its own.
    internal override bool IsItsOwnCause => string.Equals(Error.ErrorType, ConditionError.ErrorType, StringComparison.Ordinal);
}
