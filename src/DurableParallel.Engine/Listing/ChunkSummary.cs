namespace DurableParallel.Engine.Listing;

/// <summary>What is common to the executions of a chunk, all of which have ended: nothing of it changes any more.</summary>
internal sealed class ChunkSummary
{
    public required string FirstName { get; init; }

    public required string LastName { get; init; }

    /// <summary>The function that all of them run; null when they differ.</summary>
    public required string? FunctionName { get; init; }

    public required long FirstStart { get; init; }

    public required long LastStart { get; init; }

    public required long FirstEnd { get; init; }

    public required long LastEnd { get; init; }

    /// <summary>How many stand where, by the number of the status.</summary>
    public required long[] Counts { get; init; }

    /// <summary>What is common to those that are there; null when there are none, or one of them has not ended. Takes their locks.</summary>
    /// <typeparam name="T">What an execution is.</typeparam>
    public static ChunkSummary? Of<T>(ReadOnlySpan<T?> slots)
        where T : class, IListedExecution
    {
        string? first = null;
        string? last = null;
        string? function = null;
        var isOneFunction = true;
        var (firstStart, lastStart, firstEnd, lastEnd) = (long.MaxValue, long.MinValue, long.MaxValue, long.MinValue);
        var counts = new long[Enum.GetValues<ExecutionStatus>().Length];
        foreach (var execution in slots)
        {
            if (execution is null)
            {
                continue;
            }

            var facts = execution.ReadFacts();
            if (!facts.IsVisible || facts is not { IsEnded: true, EndedAt: { } ended })
            {
                return null;
            }

            first = first is null || string.CompareOrdinal(execution.Name, first) < 0 ? execution.Name : first;
            last = last is null || string.CompareOrdinal(execution.Name, last) > 0 ? execution.Name : last;
            function ??= execution.FunctionName;
            isOneFunction &= function == execution.FunctionName;
            (firstStart, lastStart) = (Math.Min(firstStart, facts.StartedAt), Math.Max(lastStart, facts.StartedAt));
            (firstEnd, lastEnd) = (Math.Min(firstEnd, ended), Math.Max(lastEnd, ended));
            counts[(int)facts.Status]++;
        }

        return first is null
            ? null
            : new ChunkSummary
            {
                FirstName = first,
                LastName = last!,
                FunctionName = isOneFunction ? function : null,
                FirstStart = firstStart,
                LastStart = lastStart,
                FirstEnd = firstEnd,
                LastEnd = lastEnd,
                Counts = counts,
            };
    }
}
