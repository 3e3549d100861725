namespace DurableParallel.Engine.Listing;

/// <summary>Looks for what a query means in one chunk: by kinds and names where they decide, and at the executions themselves where not.</summary>
/// <typeparam name="T">What an execution is.</typeparam>
internal sealed class ChunkSearch<T>
    where T : class, IListedExecution
{
    private readonly ExecutionChunk<T> _chunk;
    private readonly Selection _selection;
    private readonly ChunkDigest<T> _digest;
    private readonly bool[] _isMeant = new bool[byte.MaxValue + 1];
    private readonly Coverage _ended;
    private readonly ulong[]? _named;
    private readonly bool _asksNames;
    private readonly bool _asksEach;

    private ChunkSearch(ExecutionChunk<T> chunk, ChunkDigest<T> digest, Selection selection, bool isLatest)
    {
        (_chunk, _digest, _selection) = (chunk, digest, selection);
        _isMeant[ChunkDigest<T>.Open] = selection.Means(ExecutionStatus.Running) || selection.Means(ExecutionStatus.Blocked);
        _isMeant[ChunkDigest<T>.Other] = digest.HasOthers;
        var hasMeant = digest.HasOthers;
        foreach (var (kind, ended, _) in digest.Ended)
        {
            hasMeant |= _isMeant[kind] = selection.Means(ended);
        }

        _ended = hasMeant ? selection.CoverageOf(digest.Ranges) : Coverage.None;
        var names = _ended == Coverage.None ? Coverage.None : selection.NamesOf(digest.Ranges);
        if (names == Coverage.None)
        {
            _ended = Coverage.None;
            return;
        }

        // The latest chunk still grows, and would have its names written again and again.
        if (names == Coverage.Some && !isLatest && selection.NamePart is { } part && chunk.Names() is { } text)
        {
            (_asksNames, _named) = (true, text.Find(part, selection.IsPrefix));
            _ended = _named is null ? Coverage.None : _ended;
            names = selection.HasOneNamePart ? Coverage.All : Coverage.Some;
        }

        _asksEach = names == Coverage.Some || _ended == Coverage.Some || selection.AsksEach;
    }

    /// <summary>A search in a chunk; null when there is nothing in it.</summary>
    public static ChunkSearch<T>? In(ExecutionChunk<T> chunk, Selection selection, bool isLatest) =>
        chunk.Digest() is { } digest ? new ChunkSearch<T>(chunk, digest, selection, isLatest) : null;

    /// <summary>Adds how many of the meant executions stand where, by the number of the status.</summary>
    public void Count(long[] counts)
    {
        if (_isMeant[ChunkDigest<T>.Open])
        {
            foreach (var slot in _digest.NotEnded.Span)
            {
                Count(slot, counts);
            }
        }

        if (_ended == Coverage.None)
        {
            return;
        }

        var kinds = _digest.Ended.ToDictionary(static ended => ended.Kind, static ended => (ended.Ended.Status, ended.Count));
        if (!_asksEach && !_asksNames)
        {
            foreach (var (kind, (status, count)) in kinds)
            {
                counts[(int)status] += _isMeant[kind] ? count : 0;
            }
        }

        var mustLook = _asksEach || _digest.HasOthers;
        if (!mustLook && !_asksNames)
        {
            return;
        }

        var statuses = new int[byte.MaxValue + 1];
        foreach (var (kind, (status, _)) in kinds)
        {
            statuses[kind] = (int)status;
        }

        for (var slot = 0; slot < ExecutionChunk<T>.Size; slot++)
        {
            var kind = _digest.Kinds[slot];
            if (kind == ChunkDigest<T>.Open || !_isMeant[kind] || !IsNamed(slot))
            {
                continue;
            }

            if (_asksEach || kind == ChunkDigest<T>.Other)
            {
                Count(slot, counts);
            }
            else if (_asksNames)
            {
                counts[statuses[kind]]++;
            }
        }
    }

    /// <summary>The slots of executions that may be meant, in order; each has to be looked at.</summary>
    public IEnumerable<int> Slots(bool isDescending)
    {
        if (_ended == Coverage.None)
        {
            var open = _isMeant[ChunkDigest<T>.Open] ? _digest.NotEnded : default;
            for (var i = 0; i < open.Length; i++)
            {
                yield return open.Span[isDescending ? open.Length - 1 - i : i];
            }

            yield break;
        }

        for (var i = 0; i < ExecutionChunk<T>.Size; i++)
        {
            var slot = isDescending ? ExecutionChunk<T>.Size - 1 - i : i;
            var kind = _digest.Kinds[slot];
            if (_isMeant[kind] && (kind == ChunkDigest<T>.Open || IsNamed(slot)))
            {
                yield return slot;
            }
        }
    }

    private bool IsNamed(int slot) => !_asksNames || (_named![slot / 64] & (1UL << (slot % 64))) != 0;

    private void Count(int slot, long[] counts)
    {
        var slots = _chunk.Slots;
        if (!slots.IsEmpty && slots[slot] is { } execution && execution.ReadFacts() is var facts && _selection.Means(execution, facts))
        {
            counts[(int)facts.Status]++;
        }
    }
}
