using DurableParallel.Errors;

namespace DurableParallel;

/// <summary>
/// What a failed operation throws: the error of the root, through any number of scopes and contexts, and the same live
/// and replayed. The message is the root's.
/// </summary>
public abstract class OperationFailedException : DurableException
{
    private protected OperationFailedException(string code, DurableError error)
        : base(code, error.ErrorMessage) =>
        Error = error;

    /// <summary>The root's error as it is recorded.</summary>
    public DurableError Error { get; }

    /// <summary>
    /// Whether the root's error was an exception of this type or of one derived from it. Compares the full names of the
    /// recorded type and its base types. <see cref="Exception"/> is always one; <see cref="SystemException"/>, which
    /// says nothing, is not recorded.
    /// </summary>
    /// <typeparam name="TException">The type to look for.</typeparam>
    public bool IsCausedBy<TException>()
        where TException : Exception =>
        typeof(TException) == typeof(Exception)
        || ExceptionTypes.NameOf(typeof(TException)) is var name
            && (string.Equals(Error.ErrorType, name, StringComparison.Ordinal) || ExceptionTypes.RecordedBases(Error).Contains(name, StringComparer.Ordinal));
}
