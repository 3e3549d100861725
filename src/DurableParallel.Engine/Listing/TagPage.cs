namespace DurableParallel.Engine.Listing;

/// <summary>The executions of a <see cref="TagBlock{T}"/> at one moment. Immutable but for what is common to them, which is found once.</summary>
/// <typeparam name="T">What an execution is.</typeparam>
internal sealed class TagPage<T>(T[] executions, int count)
    where T : class, IListedExecution
{
    private ChunkSummary? _summary;

    public ReadOnlySpan<T> Executions => executions.AsSpan(0, count);

    public int Count => count;

    public T this[int index] => executions[index];

    /// <summary>Whether it holds those, and so many of them.</summary>
    public bool IsOf(T[] others, int otherCount) => ReferenceEquals(executions, others) && count == otherCount;

    /// <summary>What is common to them; null while one of them has not ended. Takes the locks of the executions.</summary>
    public ChunkSummary? Summary()
    {
        if (Volatile.Read(ref _summary) is { } known)
        {
            return known;
        }

        var summary = ChunkSummary.Of(Executions);
        Volatile.Write(ref _summary, summary);
        return summary;
    }
}
