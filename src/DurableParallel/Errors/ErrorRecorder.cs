namespace DurableParallel.Errors;

/// <summary>Turns an exception into the error that is recorded.</summary>
internal static class ErrorRecorder
{
    /// <summary>The recorded form as JSON stays below so many bytes.</summary>
    public const int MaxJsonBytes = 32768;

    /// <summary>Begins the line of the stack that names a cause, whose own lines follow.</summary>
    public const string CausePrefix = "---> ";

    private const int MaxLinesOfACause = 32;
    private const int MaxMessageInStack = 512;

    /// <summary>For a record that ended badly and carries no error of its own.</summary>
    public static DurableError Missing(OperationStatus status) =>
        new(typeof(DurableException).FullName!, $"The operation ended as {status} and recorded no error.");

    /// <summary>The root's error of a failed operation, else the exception's own, with what caused it. Type and message are always there.</summary>
    public static DurableError FromException(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        if (CauseChain.RecordedErrorOf(exception) is { } root)
        {
            return ErrorTrimmer.Trim(RecordedTypes.As(root, exception));
        }

        var type = exception.GetType();
        var stack = LinesOf(exception);
        List<RecordedCause> causes = [];
        foreach (var cause in CauseChain.Of(exception))
        {
            if (cause is not RecordedException)
            {
                AddCause(causes, stack, Describe(cause), LinesOf(cause));
            }

            if (CauseChain.RecordedErrorOf(cause) is { } recorded)
            {
                AddRecorded(causes, stack, recorded);
            }
        }

        var facts = new ErrorFacts(ExceptionTypes.BasesOf(type), causes, Misuse.IsIn(exception));
        return ErrorTrimmer.Trim(new DurableError(ExceptionTypes.NameOf(type), MessageOf(exception), facts.Write(), stack.Count == 0 ? null : stack));
    }

    private static RecordedCause Describe(Exception exception) =>
        new(ExceptionTypes.NameOf(exception.GetType()), MessageOf(exception), ExceptionTypes.BasesOf(exception.GetType()));

    /// <summary>The exception of a failed operation was wrapped: what it stands for is a cause as well.</summary>
    private static void AddRecorded(List<RecordedCause> causes, List<string> stack, DurableError recorded)
    {
        var facts = ErrorFacts.Read(recorded);
        AddCause(causes, stack, new RecordedCause(recorded.ErrorType, recorded.ErrorMessage, facts.BaseTypes), recorded.StackTrace ?? []);
        causes.AddRange(facts.Causes.Take(Math.Max(0, CauseChain.MaxCauses - causes.Count)));
    }

    private static void AddCause(List<RecordedCause> causes, List<string> stack, RecordedCause cause, IEnumerable<string> lines)
    {
        if (causes.Count == CauseChain.MaxCauses)
        {
            return;
        }

        causes.Add(cause);
        var message = ErrorTrimmer.CutTo(cause.Message.ReplaceLineEndings(" "), MaxMessageInStack);
        stack.Add($"{CausePrefix}{cause.Type}: {message}");
        stack.AddRange(lines.Take(MaxLinesOfACause));
    }

    private static string MessageOf(Exception exception) => Read(exception, static e => e.Message) ?? string.Empty;

    private static List<string> LinesOf(Exception exception) =>
        [.. (Read(exception, static e => e.StackTrace) ?? string.Empty).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

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
