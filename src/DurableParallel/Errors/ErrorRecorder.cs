namespace DurableParallel.Errors;

/// <summary>Turns an exception into the error that is recorded.</summary>
internal static class ErrorRecorder
{
    /// <summary>The recorded form as JSON stays below so many bytes.</summary>
    public const int MaxJsonBytes = 32768;

    /// <summary>For a record that ended badly and carries no error of its own.</summary>
    public static DurableError Missing(OperationStatus status) =>
        new(typeof(DurableException).FullName!, $"The operation ended as {status} and recorded no error.");

    /// <summary>The root's error of a failed operation, else the exception's own. Type and message are always there.</summary>
    public static DurableError FromException(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        if (RootOf(exception) is { } root)
        {
            return ErrorTrimmer.Trim(root);
        }

        var type = exception.GetType();
        return ErrorTrimmer.Trim(new DurableError(
            ExceptionTypes.NameOf(type),
            Read(exception, static e => e.Message) ?? string.Empty,
            ExceptionTypes.DescribeBases(type),
            SplitLines(Read(exception, static e => e.StackTrace))));
    }

    /// <summary>What an exception of ours stands for: the error of the operation that failed first.</summary>
    private static DurableError? RootOf(Exception exception) => exception switch
    {
        OperationFailedException failed => failed.Error,
        ParallelExecutionException scope => scope.Result.FirstFailure()?.Error,
        _ => null,
    };

    private static string[]? SplitLines(string? stack) =>
        string.IsNullOrEmpty(stack) ? null : stack.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    // Both members are virtual, so they are user code and may throw; the failure itself is still to be recorded.
    private static string? Read(Exception exception, Func<Exception, string?> member)
    {
        try
        {
            return member(exception);
        }
        catch (Exception thrown)
        {
            return $"(reading it threw {ExceptionTypes.NameOf(thrown.GetType())})";
        }
    }
}
