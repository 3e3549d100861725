namespace DurableParallel.Errors;

/// <summary>
/// Where a recorded error comes from: the path of the operation that failed first, as a line at the end of the stack,
/// before those of <see cref="RecordedTypes"/>, which earlier versions look for at the very end. An error that has come
/// from another execution has a line of that one already, and gets one more where it enters this one.
/// </summary>
internal static class RecordedPath
{
    private const string Prefix = "--- at ";
    private const string Into = " > ";
    private const string Left = "…";

    // What the trimming keeps is bounded, whatever an error from outside says.
    private const int MaxNotes = 4;
    private const int MaxLength = 512;

    /// <summary>The paths on record, the outermost first, for example "pay > checks/card"; null when there is none.</summary>
    public static string? Of(DurableError error)
    {
        if (error.StackTrace is not { Count: > 0 } stack)
        {
            return null;
        }

        var end = stack.Count - RecordedTypes.CountNotes(stack);
        var paths = Enumerable.Range(1, Count(stack, end)).Select(back => stack[end - back][Prefix.Length..]);
        return string.Join(Into, paths) is { Length: > 0 } path ? path : null;
    }

    /// <summary>The path of a failure of this execution: that on record, or that of the operation; both when the error has come from outside.</summary>
    public static string? Of(DurableError error, string? operation, bool isFromOutside) => (Of(error), operation) switch
    {
        (null, _) => operation,
        (var recorded, not null) when isFromOutside => operation + Into + recorded,
        var (recorded, _) => recorded,
    };

    /// <summary>The error once it leaves an operation. It has no more than one line of this execution.</summary>
    public static DurableError Note(DurableError error, string? operation, bool isFromOutside)
    {
        var stack = error.StackTrace ?? [];
        var end = stack.Count - RecordedTypes.CountNotes(stack);
        var known = Count(stack, end);
        return operation is null || known == MaxNotes || (known > 0 && !isFromOutside)
            ? error
            : error with { StackTrace = [.. stack.Take(end), Prefix + Shorten(operation), .. stack.Skip(end)] };
    }

    /// <summary>How many lines of a stack are notes of this class, given how many stand after them.</summary>
    public static int CountNotes(IReadOnlyList<string> stack, int after) => Count(stack, stack.Count - after);

    private static int Count(IReadOnlyList<string> stack, int end)
    {
        var count = 0;
        while (count < MaxNotes && count < end && IsNote(stack[end - 1 - count]))
        {
            count++;
        }

        return count;
    }

    private static bool IsNote(string line) =>
        line.Length > Prefix.Length && line.StartsWith(Prefix, StringComparison.Ordinal) && ErrorTrimmer.Length(line) <= Prefix.Length + MaxLength;

    // The end of a path tells the operation.
    private static string Shorten(string path)
    {
        if (ErrorTrimmer.Length(path) <= MaxLength)
        {
            return path;
        }

        var start = path.Length;
        for (var room = MaxLength - ErrorTrimmer.Length(Left); start > 0 && ErrorTrimmer.Length(path[(start - 1)..start]) is var size && size <= room; room -= size)
        {
            start--;
        }

        return string.Concat(Left, path.AsSpan(start));
    }
}
