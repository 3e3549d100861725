using System.Numerics;

namespace DurableParallel.Engine.Listing;

/// <summary>Looks for what a query means in one chunk: by kinds, names and tags where they decide, and at the executions themselves where not.</summary>
/// <typeparam name="T">What an execution is.</typeparam>
internal sealed class ChunkSearch<T>
    where T : class, IListedExecution
{
    private readonly ExecutionChunk<T> _chunk;
    private readonly Selection _selection;
    private readonly ChunkDigest<T> _digest;
    private readonly bool[] _isMeant = new bool[byte.MaxValue + 1];
    private readonly Coverage _ended;

    // By slot, those that have the tags and the parts of names; null where neither is asked for.
    private readonly ulong[]? _among;
    private readonly bool _asksEach;

    private ChunkSearch(ExecutionChunk<T> chunk, ChunkDigest<T> digest, Selection selection, bool isLatest, TaggedSlots? tagged)
    {
        (_chunk, _digest, _selection, _among) = (chunk, digest, selection, tagged?.Bits);
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
        if (names == Coverage.Some && !isLatest && chunk.Names() is { } text)
        {
            _among = WithParts(text, selection, _among);
            _ended = _among is null ? Coverage.None : _ended;
            names = Coverage.All;
        }

        _asksEach = names == Coverage.Some || _ended == Coverage.Some || selection.Name is not null || (selection.Labels.Count > 0 && tagged is null);
    }

    /// <summary>A search in a chunk; null when there is nothing in it.</summary>
    /// <param name="chunk">The chunk.</param>
    /// <param name="selection">What is meant.</param>
    /// <param name="isLatest">Whether the chunk still grows.</param>
    /// <param name="tagged">Those that have the tags which are asked for; null where the executions say so themselves.</param>
    public static ChunkSearch<T>? In(ExecutionChunk<T> chunk, Selection selection, bool isLatest, TaggedSlots? tagged) =>
        chunk.Digest() is { } digest ? new ChunkSearch<T>(chunk, digest, selection, isLatest, tagged) : null;

    /// <summary>Adds how many of the meant executions stand where, by the number of the status.</summary>
    public void Count(long[] counts)
    {
        if (_isMeant[ChunkDigest<T>.Open])
        {
            foreach (var slot in _digest.NotEnded.Span)
            {
                Look(slot, counts);
            }
        }

        if (_ended == Coverage.None)
        {
            return;
        }

        var statuses = new int[byte.MaxValue + 1];
        foreach (var (kind, ended, count) in _digest.Ended)
        {
            statuses[kind] = (int)ended.Status;
            counts[(int)ended.Status] += _isMeant[kind] && !_asksEach && _among is null ? count : 0;
        }

        if (_among is not null || _asksEach || _digest.HasOthers)
        {
            CountEach(statuses, counts);
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
            if (i % 64 == 0 && _among?[slot / 64] == 0)
            {
                i += 63;
            }
            else if (_isMeant[_digest.Kinds[slot]] && IsAmong(slot))
            {
                yield return slot;
            }
        }
    }

    private static ulong[]? WithParts(ChunkNames names, Selection selection, ulong[]? among)
    {
        foreach (var (part, isPrefix) in selection.NameParts)
        {
            if (names.Find(part, isPrefix) is not { } named)
            {
                return null;
            }

            for (var word = 0; among is not null && word < named.Length; word++)
            {
                named[word] &= among[word];
            }

            among = named;
        }

        return among;
    }

    private void CountEach(int[] statuses, long[] counts)
    {
        var kinds = _digest.Kinds;
        for (var word = 0; word < ExecutionChunk<T>.Size / 64; word++)
        {
            for (var left = _among is null ? ulong.MaxValue : _among[word]; left != 0; left &= left - 1)
            {
                var slot = (word * 64) + BitOperations.TrailingZeroCount(left);
                var kind = kinds[slot];
                if (kind == ChunkDigest<T>.Open || !_isMeant[kind])
                {
                    continue;
                }

                if (_asksEach || kind == ChunkDigest<T>.Other)
                {
                    Look(slot, counts);
                }
                else if (_among is not null)
                {
                    counts[statuses[kind]]++;
                }
            }
        }
    }

    private bool IsAmong(int slot) => _among is null || (_among[slot / 64] & (1UL << (slot % 64))) != 0;

    private void Look(int slot, long[] counts)
    {
        var slots = _chunk.Slots;
        if (!slots.IsEmpty && slots[slot] is { } execution && execution.ReadFacts() is var facts && _selection.Means(execution, facts))
        {
            counts[(int)facts.Status]++;
        }
    }
}
