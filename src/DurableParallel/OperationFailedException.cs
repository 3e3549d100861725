using DurableParallel.Errors;

namespace DurableParallel;

/// <summary>
/// What a failed operation throws: the error of the root, through any number of scopes and contexts, and the same live
/// and replayed. The message is the root's. The <see cref="Exception.InnerException"/> stands for the root: it is made
/// again where its type is a common one of .NET, else it is a <see cref="RecordedException"/>.
/// </summary>
public abstract class OperationFailedException : DurableException
{
    private string? _path;
    private bool _isFromOutside;

    private protected OperationFailedException(string code, DurableError error)
        : base(code, error, RootException.Of(error)) =>
        Error = error;

    /// <summary>The root's error as it is recorded.</summary>
    public DurableError Error { get; }

    /// <summary>
    /// The operation that failed first, in names from the function down, for example "checks/validate/rules"; where an
    /// operation has no name, its number in its context stands for it, for example "#3". For an error of another
    /// execution the path in that one follows, for example "pay > charge". Null when it is not known.
    /// </summary>
    public string? OperationPath => RecordedPath.Of(Error, _path, _isFromOutside);

    /// <summary>
    /// Whether this failure was caused by an exception of the type or of one derived from it: the exception itself, the
    /// root's error, the exceptions inside of that, and those of this library as which it has left operations on its way,
    /// for example an <see cref="InvokeFailedException"/> through a child context. Compares the full names of the recorded
    /// types and their base types. <see cref="Exception"/> is always one; <see cref="SystemException"/>, which says
    /// nothing, is not recorded. The first 8 inner exceptions are recorded.
    /// </summary>
    /// <typeparam name="TException">The type to look for.</typeparam>
    /// <returns>True when the error, or one that caused it, is of the type.</returns>
    public bool IsCausedBy<TException>()
        where TException : Exception =>
        (this is TException && IsItsOwnCause) || RecordedTypes.Contain<TException>(Error);

    /// <summary>Type and message, then path, type, message and stack of the error on record and of what caused it, then the own stack.</summary>
    public override string ToString() => ErrorText.Of(this, Error, OperationPath);

    /// <summary>Whether the type of this exception says something of its cause that the error does not.</summary>
    internal virtual bool IsItsOwnCause => true;

    /// <summary>The error with a note of where it failed.</summary>
    internal DurableError ErrorWithPath => RecordedPath.Note(Error, _path, _isFromOutside);

    /// <summary>Says which operation throws it. Called once, before anybody sees it.</summary>
    /// <param name="path">The operation's path.</param>
    /// <param name="isFromOutside">Whether the error was made outside this execution.</param>
    internal void SetPlace(string path, bool isFromOutside) => (_path, _isFromOutside) = (path, isFromOutside);
}
