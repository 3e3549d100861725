using DurableParallel.Errors;

namespace DurableParallel;

/// <summary>
/// Stands in for an exception of which only the record is at hand, as the <see cref="Exception.InnerException"/> of a
/// failed operation. It has the message and the stack of that exception, and its type by name. Types that a record names
/// are not made: records may come from outside the process.
/// </summary>
public sealed class RecordedException : DurableException
{
    internal RecordedException(DurableError error)
        : base(ErrorCodes.General, error, innerException: null) =>
        Error = error;

    /// <summary>The error as it is recorded. Its <see cref="DurableError.ErrorType"/> is the full name of the exception's type.</summary>
    public DurableError Error { get; }

    /// <summary>The recorded stack, with the exceptions that were the cause; null when none is on record and this was never thrown.</summary>
    public override string? StackTrace => Error.StackTrace is { Count: > 0 } ? ErrorText.StackOf(Error) : base.StackTrace;

    /// <summary>Type, message and stack as they are recorded.</summary>
    public override string ToString() => ErrorText.Of(Error);
}
