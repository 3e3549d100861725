namespace DurableParallel.Errors;

/// <summary>Says of the exception of an operation where that is.</summary>
internal static class FailedOperations
{
    /// <summary>The exception of an operation whose error was made in this execution.</summary>
    public static TException At<TException>(this TException exception, string path)
        where TException : OperationFailedException
    {
        exception.SetPlace(path, isFromOutside: false);
        return exception;
    }

    /// <summary>The exception of an operation whose error was made elsewhere: an execution that was invoked, or who completed a callback.</summary>
    public static TException FromOutsideAt<TException>(this TException exception, string path)
        where TException : OperationFailedException
    {
        exception.SetPlace(path, isFromOutside: true);
        return exception;
    }
}
