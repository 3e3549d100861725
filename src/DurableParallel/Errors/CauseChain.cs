namespace DurableParallel.Errors;

/// <summary>What caused an exception: its inner exceptions and theirs, each before its own, as many as an error records.</summary>
internal static class CauseChain
{
    public const int MaxCauses = 8;

    /// <summary>Empty for an exception without inner ones; all of an aggregate, in order.</summary>
    public static List<Exception> Of(Exception exception)
    {
        List<Exception> causes = [];
        Add(causes, exception);
        return causes;
    }

    /// <summary>Whether an exception, or one that caused it, is of a type, by what it is or by what is on record of it.</summary>
    public static bool Is<TException>(Exception exception)
        where TException : Exception =>
        Matches<TException>(exception) || Of(exception).Exists(Matches<TException>);

    /// <summary>What an exception of ours stands for: the error of the operation that failed first.</summary>
    public static DurableError? RecordedErrorOf(Exception exception) => exception switch
    {
        OperationFailedException failed => failed.Error,
        ParallelExecutionException scope => scope.Result.FirstFailure()?.Error,
        RecordedException recorded => recorded.Error,
        _ => null,
    };

    private static bool Matches<TException>(Exception exception)
        where TException : Exception => exception switch
        {
            TException => true,
            OperationFailedException failed => failed.IsCausedBy<TException>(),
            _ => RecordedErrorOf(exception) is { } recorded && RecordedTypes.Contain<TException>(recorded),
        };

    // No cycle: an exception is given its inner ones when it is made. That of a failed operation is its error once more.
    private static void Add(List<Exception> causes, Exception exception)
    {
        if (RecordedErrorOf(exception) is not null)
        {
            return;
        }

        IEnumerable<Exception> inner = exception is AggregateException many ? many.InnerExceptions : exception.InnerException is { } one ? [one] : [];
        foreach (var cause in inner)
        {
            if (causes.Count == MaxCauses)
            {
                return;
            }

            causes.Add(cause);
            Add(causes, cause);
        }
    }
}
