namespace DurableParallel.Engine.Listing;

/// <summary>What is common to some executions, all of which have ended: nothing of it changes any more.</summary>
internal sealed class ChunkSummary
{
    public required ListRanges Ranges { get; init; }

    /// <summary>The function and the version that all of them run; null when they differ.</summary>
    public required (string Name, int Version)? Function { get; init; }

    /// <summary>How many stand where, by the number of the status.</summary>
    public required long[] Counts { get; init; }

    /// <summary>What is common to those that are there; null when there are none, or one of them has not ended. Takes their locks.</summary>
    /// <typeparam name="T">What an execution is.</typeparam>
    public static ChunkSummary? Of<T>(ReadOnlySpan<T> executions)
        where T : class, IListedExecution
    {
        var ranges = default(ListRanges);
        (string Name, int Version)? function = null;
        var isOneFunction = true;
        var counts = new long[Enum.GetValues<ExecutionStatus>().Length];
        foreach (var execution in executions)
        {
            var facts = execution.ReadFacts();
            if (!facts.IsVisible || facts is not { IsEnded: true, EndedAt: { } ended })
            {
                return null;
            }

            ranges.Add(execution.Name, facts.StartedAt, ended);
            function ??= (execution.FunctionName, execution.Version);
            isOneFunction &= function == (execution.FunctionName, execution.Version);
            counts[(int)facts.Status]++;
        }

        return executions.IsEmpty ? null : new ChunkSummary { Ranges = ranges, Function = isOneFunction ? function : null, Counts = counts };
    }
}
