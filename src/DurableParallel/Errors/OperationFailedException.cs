using DurableParallel.Errors;

namespace DurableParallel;

/// <summary>
/// What a failed operation throws: the error of the root, through any number of scopes and contexts, and the same live
/// and replayed. The message is the root's.
/// </summary>
public abstract class OperationFailedException : DurableException
{
    private protected OperationFailedException(string code, DurableError error)
        : base(code, error) =>
        Error = error;

    /// <summary>The root's error as it is recorded.</summary>
    public DurableError Error { get; }

    /// <summary>
    /// Whether this failure was caused by an exception of the type or of one derived from it: the exception itself, the
    /// root's error, the exceptions inside of that, and those of this library as which it has left operations on its way,
    /// for example an <see cref="InvokeFailedException"/> through a child context. Compares the full names of the recorded
    /// types and their base types. <see cref="Exception"/> is always one; <see cref="SystemException"/>, which says
    /// nothing, is not recorded. The first 8 inner exceptions are recorded.
    /// </summary>
    /// <typeparam name="TException">The type to look for.</typeparam>
    public bool IsCausedBy<TException>()
        where TException : Exception =>
        (this is TException && IsItsOwnCause) || RecordedTypes.Contain<TException>(Error);

    /// <summary>The text of the exception, followed by type, message and stack of the error on record and of what caused it.</summary>
    public override string ToString() => ErrorText.Append(base.ToString(), Error);

    /// <summary>Whether the type of this exception says something of its cause that the error does not.</summary>
    internal virtual bool IsItsOwnCause => true;
}
