using System.Collections.Concurrent;

namespace DurableParallel.Engine.Listing;

/// <summary>
/// All executions of a journal by number, which is the order of their starts. Adding costs a store into an array; whoever
/// lists pays for what it passes, and passes over whole chunks of ended executions by their summaries.
/// </summary>
/// <typeparam name="T">What an execution is.</typeparam>
internal sealed class ExecutionIndex<T>
    where T : class, IListedExecution
{
    private readonly ConcurrentDictionary<long, ExecutionChunk<T>> _chunks = new();
    private ChunkEntry? _latest;

    public void Add(T execution)
    {
        var (key, slot) = Place(execution.Number);
        var latest = Volatile.Read(ref _latest);
        if (latest?.Key != key)
        {
            latest = new ChunkEntry(key, _chunks.GetOrAdd(key, static _ => new ExecutionChunk<T>()));
            Volatile.Write(ref _latest, latest);
        }

        latest.Chunk.Put(slot, execution);
    }

    /// <summary>The execution of that number, or null.</summary>
    public T? Find(long number)
    {
        var (key, slot) = Place(number);
        var latest = Volatile.Read(ref _latest);
        var chunk = latest?.Key == key ? latest.Chunk : _chunks.GetValueOrDefault(key);
        return chunk is not null && chunk.Slots is { IsEmpty: false } slots ? slots[slot] : null;
    }

    /// <summary>An execution that had ended goes on.</summary>
    public void OnChanged(T execution) => _chunks.GetValueOrDefault(Place(execution.Number).Key)?.Forget();

    public void Remove(T execution)
    {
        var (key, slot) = Place(execution.Number);
        if (_chunks.TryGetValue(key, out var chunk))
        {
            chunk.Remove(slot, execution);
        }
    }

    /// <summary>How many of the meant executions stand where, by the number of the status.</summary>
    public long[] Count(Selection selection, CancellationToken cancellationToken)
    {
        var counts = NoCounts();
        foreach (var (_, chunk) in _chunks)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var summary = chunk.Summary();
            var coverage = summary is null ? Coverage.Some : selection.CoverageOf(summary);
            if (coverage == Coverage.All)
            {
                for (var status = 0; status < counts.Length; status++)
                {
                    counts[status] += selection.Means((ExecutionStatus)status) ? summary!.Counts[status] : 0;
                }
            }
            else if (coverage == Coverage.Some)
            {
                foreach (var execution in chunk.Slots)
                {
                    if (execution?.ReadFacts() is { } facts && selection.Means(execution, facts))
                    {
                        counts[(int)facts.Status]++;
                    }
                }
            }
        }

        return counts;
    }

    /// <summary>How many of these executions stand where, by the number of the status.</summary>
    public static long[] Count(IEnumerable<(T Execution, ExecutionFacts Facts)> found)
    {
        var counts = NoCounts();
        foreach (var (_, facts) in found)
        {
            counts[(int)facts.Status]++;
        }

        return counts;
    }

    /// <summary>The meant executions behind a number, in the selection's order, with what was true of each when it was passed.</summary>
    /// <param name="selection">Which, and in which order.</param>
    /// <param name="after">The number of the last one known; null for the beginning.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public IEnumerable<(T Execution, ExecutionFacts Facts)> Find(Selection selection, long? after, CancellationToken cancellationToken)
    {
        var sign = selection.IsDescending ? -1 : 1;
        var keys = _chunks.Keys.Where(key => after is not { } number || sign * key.CompareTo(number / ExecutionChunk<T>.Size) >= 0).ToArray();
        Array.Sort(keys, (a, b) => sign * a.CompareTo(b));
        foreach (var key in keys)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var chunk = _chunks[key];
            if (chunk.Summary() is { } summary && !selection.MayBeAmong(summary))
            {
                continue;
            }

            for (var i = 0; i < ExecutionChunk<T>.Size; i++)
            {
                var slots = chunk.Slots;
                if (slots.IsEmpty)
                {
                    break;
                }

                var execution = slots[sign > 0 ? i : ExecutionChunk<T>.Size - 1 - i];
                if (execution is not null
                    && (after is not { } last || sign * execution.Number.CompareTo(last) > 0)
                    && execution.ReadFacts() is var facts
                    && selection.Means(execution, facts))
                {
                    yield return (execution, facts);
                }
            }
        }
    }

    private static long[] NoCounts() => new long[Enum.GetValues<ExecutionStatus>().Length];

    private static (long Key, int Slot) Place(long number) => (number / ExecutionChunk<T>.Size, (int)(number % ExecutionChunk<T>.Size));

    private sealed record ChunkEntry(long Key, ExecutionChunk<T> Chunk);
}
