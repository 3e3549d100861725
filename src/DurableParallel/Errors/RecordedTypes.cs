namespace DurableParallel.Errors;

/// <summary>
/// The types of exceptions that a recorded error tells of: the root's, what caused that, and the exceptions of this
/// library as which it has left operations on its way up. The latter stand as lines at the end of the stack, which hosts
/// and other SDKs hand on as it is, whatever the error's data.
/// </summary>
internal static class RecordedTypes
{
    private const string Prefix = "--- as ";

    private static readonly Dictionary<string, Type> Failures = new[]
    {
        typeof(StepFailedException),
        typeof(ChildContextFailedException),
        typeof(BranchFailedException),
        typeof(CallbackFailedException),
        typeof(CallbackTimedOutException),
        typeof(WaitForConditionFailedException),
        typeof(InvokeFailedException),
        typeof(EventTimedOutException),
        typeof(EventNotRaisedException),
        typeof(MapFailedException),
        typeof(ParallelExecutionException),
    }.ToDictionary(static type => Prefix + type.FullName, StringComparer.Ordinal);

    /// <summary>Whether the error is of a type, was caused by one, or has left an operation as one.</summary>
    public static bool Contain<TException>(DurableError error)
        where TException : Exception
    {
        if (typeof(TException) == typeof(Exception))
        {
            return true;
        }

        var name = ExceptionTypes.NameOf(typeof(TException));
        if (string.Equals(error.ErrorType, name, StringComparison.Ordinal) || IsOfCallback<TException>(error.ErrorType))
        {
            return true;
        }

        var facts = ErrorFacts.Read(error);
        return facts.BaseTypes.Contains(name, StringComparer.Ordinal)
            || facts.Causes.Any(cause => string.Equals(cause.Type, name, StringComparison.Ordinal) || cause.BaseTypes.Contains(name, StringComparer.Ordinal))
            || WayOf(error).Any(static type => typeof(TException).IsAssignableFrom(type));
    }

    /// <summary>The error once it leaves an operation as an exception of this library, with its path. Each type is noted once.</summary>
    public static DurableError As(DurableError error, Exception failure)
    {
        error = failure switch
        {
            OperationFailedException failed => failed.ErrorWithPath,
            ParallelExecutionException scope => scope.FirstErrorWithPath ?? error,
            _ => error,
        };
        var line = Prefix + failure.GetType().FullName;
        return failure is OperationFailedException { IsItsOwnCause: false } || !Failures.ContainsKey(line) || WayOf(error).Contains(failure.GetType())
            ? error
            : error with { StackTrace = [.. error.StackTrace ?? [], line] };
    }

    /// <summary>How many lines at the end of a stack are notes of this class.</summary>
    public static int CountNotes(IReadOnlyList<string> stack)
    {
        var count = 0;
        while (count < stack.Count && Failures.ContainsKey(stack[stack.Count - 1 - count]))
        {
            count++;
        }

        return Math.Min(count, Failures.Count);
    }

    private static IEnumerable<Type> WayOf(DurableError error)
    {
        var stack = error.StackTrace ?? [];
        return stack.Skip(stack.Count - CountNotes(stack)).Select(static line => Failures[line]);
    }

    // Nothing else ends with these types, and records of earlier versions have no notes.
    private static bool IsOfCallback<TException>(string errorType) =>
        errorType is ErrorTypes.CallbackTimeout or ErrorTypes.CallbackHeartbeat && typeof(TException).IsAssignableFrom(typeof(CallbackTimedOutException));
}
