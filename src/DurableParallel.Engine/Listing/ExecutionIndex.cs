using System.Collections.Concurrent;

namespace DurableParallel.Engine.Listing;

/// <summary>
/// All executions of a journal by number, which is the order of their starts. Adding costs a store into an array; whoever
/// lists pays for what it passes. Of executions that have ended a byte is kept that says which, so that they are passed over and counted
/// without being looked at.
/// </summary>
/// <typeparam name="T">What an execution is.</typeparam>
internal sealed class ExecutionIndex<T>
    where T : class, IListedExecution
{
    private readonly ConcurrentDictionary<long, ExecutionChunk<T>> _chunks = new();
    private ChunkEntry? _latest;
    private long _settled;
    private bool _isSettling;

    // Whether somebody has asked for a part of a name: from then on the names of a chunk are there before the next one asks.
    private bool _keepsNames;

    public void Add(T execution)
    {
        var (key, slot) = Place(execution.Number);
        var latest = Volatile.Read(ref _latest);
        if (latest?.Key != key)
        {
            var before = latest;
            latest = new ChunkEntry(key, _chunks.GetOrAdd(key, static _ => new ExecutionChunk<T>()));
            Volatile.Write(ref _latest, latest);
            if (before?.Key < key && Volatile.Read(ref _isSettling))
            {
                ThreadPool.UnsafeQueueUserWorkItem(static state => state.Index.SettleOlder(state.Key), (Index: this, before.Key), preferLocal: false);
            }
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
        foreach (var (key, chunk) in _chunks)
        {
            cancellationToken.ThrowIfCancellationRequested();
            SearchIn(key, chunk, selection, tagged: null)?.Count(counts);
        }

        return counts;
    }

    /// <summary>Likewise, among those that have the tags which the selection asks for.</summary>
    public long[] Count(Selection selection, IEnumerable<TaggedSlots> among, CancellationToken cancellationToken)
    {
        var counts = NoCounts();
        foreach (var tagged in among)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_chunks.TryGetValue(tagged.Key, out var chunk))
            {
                SearchIn(tagged.Key, chunk, selection, tagged)?.Count(counts);
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
        return keys.SelectMany(key => FindIn(key, tagged: null, selection, after, cancellationToken));
    }

    /// <summary>Likewise, among those that have the tags which the selection asks for, in the selection's order.</summary>
    public IEnumerable<(T Execution, ExecutionFacts Facts)> Find(Selection selection, IEnumerable<TaggedSlots> among, long? after, CancellationToken cancellationToken) =>
        among.SelectMany(tagged => FindIn(tagged.Key, tagged, selection, after, cancellationToken));

    /// <summary>How many have not ended.</summary>
    public int CountNotEnded() => _chunks.Sum(static chunk => chunk.Value.Digest()?.NotEnded.Length ?? 0);

    /// <summary>The functions that executions name, each once.</summary>
    public IReadOnlyCollection<(string Name, int Version, bool IsServed)> ListFunctions()
    {
        var found = new HashSet<(string, int, bool)>();
        foreach (var (_, chunk) in _chunks)
        {
            if (chunk.Digest() is not { } digest)
            {
                continue;
            }

            found.UnionWith(digest.Ended.Select(static kind => (kind.Ended.FunctionName, kind.Ended.Version, kind.Ended.IsServed)));
            for (var slot = 0; slot < digest.Kinds.Length; slot++)
            {
                if (digest.Kinds[slot] is ChunkDigest<T>.Open or ChunkDigest<T>.Other
                    && chunk.Slots is { IsEmpty: false } slots
                    && slots[slot] is { } execution
                    && execution.ReadFacts().IsVisible)
                {
                    found.Add((execution.FunctionName, execution.Version, execution.IsServed));
                }
            }
        }

        return found;
    }

    /// <summary>Everything that the journal holds is in it: from now on queries find what they need made.</summary>
    public void Settle()
    {
        foreach (var (_, chunk) in _chunks)
        {
            chunk.Digest();
        }

        Volatile.Write(ref _isSettling, true);
    }

    private IEnumerable<(T Execution, ExecutionFacts Facts)> FindIn(long key, TaggedSlots? tagged, Selection selection, long? after, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!_chunks.TryGetValue(key, out var chunk) || SearchIn(key, chunk, selection, tagged) is not { } search)
        {
            yield break;
        }

        var sign = selection.IsDescending ? -1 : 1;
        foreach (var slot in search.Slots(selection.IsDescending))
        {
            var slots = chunk.Slots;
            if (slots.IsEmpty)
            {
                break;
            }

            if (slots[slot] is { } execution
                && (after is not { } last || sign * execution.Number.CompareTo(last) > 0)
                && execution.ReadFacts() is var facts
                && selection.Means(execution, facts))
            {
                yield return (execution, facts);
            }
        }
    }

    private ChunkSearch<T>? SearchIn(long key, ExecutionChunk<T> chunk, Selection selection, TaggedSlots? tagged)
    {
        if (!Volatile.Read(ref _keepsNames) && selection.NameParts.Any())
        {
            Volatile.Write(ref _keepsNames, true);
        }

        return ChunkSearch<T>.In(chunk, selection, isLatest: Volatile.Read(ref _latest)?.Key == key, tagged);
    }

    // The chunk before the one that was just filled, of which most will have ended, and the others in turn, so that what ends long
    // after it began is looked at before somebody asks.
    private void SettleOlder(long filled)
    {
        _chunks.GetValueOrDefault(filled - 1)?.Digest();
        if (Volatile.Read(ref _keepsNames))
        {
            _chunks.GetValueOrDefault(filled)?.Names();
        }

        _chunks.GetValueOrDefault(Interlocked.Increment(ref _settled) % Math.Max(1, filled))?.Digest();
    }

    private static long[] NoCounts() => new long[Enum.GetValues<ExecutionStatus>().Length];

    private static (long Key, int Slot) Place(long number) => (number / ExecutionChunk<T>.Size, (int)(number % ExecutionChunk<T>.Size));

    private sealed record ChunkEntry(long Key, ExecutionChunk<T> Chunk);
}
