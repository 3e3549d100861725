using System.Runtime.InteropServices;

namespace DurableParallel.Engine.Listing;

/// <summary>Some slots of one chunk: a list of them while they are few, and a bit for each slot of the chunk once they are many.</summary>
/// <param name="key">The chunk.</param>
[StructLayout(LayoutKind.Auto)]
internal struct SlotSet(long key)
{
    public const int Words = ExecutionChunk<IListedExecution>.Size / 64;
    private const int Few = 128;
    private ushort[]? _few = new ushort[2];
    private ulong[]? _bits;

    public readonly long Key => key;

    public int Count { readonly get; private set; }

    public void Add(int slot)
    {
        if (_bits is not null)
        {
            Count += (_bits[slot / 64] & (1UL << (slot % 64))) == 0 ? 1 : 0;
            _bits[slot / 64] |= 1UL << (slot % 64);
            return;
        }

        var at = _few.AsSpan(0, Count).BinarySearch((ushort)slot);
        if (at >= 0)
        {
            return;
        }

        if (Count == Few)
        {
            _bits = new ulong[Words];
            AddTo(_few.AsSpan(0, Count), _bits);
            _few = null;
            Add(slot);
            return;
        }

        if (Count == _few!.Length)
        {
            Array.Resize(ref _few, 2 * Count);
        }

        _few.AsSpan(~at, Count - ~at).CopyTo(_few.AsSpan(~at + 1));
        _few[~at] = (ushort)slot;
        Count++;
    }

    public bool Remove(int slot)
    {
        if (_bits is not null)
        {
            var had = (_bits[slot / 64] & (1UL << (slot % 64))) != 0;
            _bits[slot / 64] &= ~(1UL << (slot % 64));
            Count -= had ? 1 : 0;
            return had;
        }

        var at = _few.AsSpan(0, Count).BinarySearch((ushort)slot);
        if (at < 0)
        {
            return false;
        }

        _few.AsSpan(at + 1, Count - at - 1).CopyTo(_few.AsSpan(at));
        Count--;
        return true;
    }

    /// <summary>Sets the bits of the slots.</summary>
    public readonly void CopyTo(Span<ulong> bits)
    {
        if (_bits is not null)
        {
            _bits.CopyTo(bits);
            return;
        }

        AddTo(_few.AsSpan(0, Count), bits);
    }

    /// <summary>Clears the bits of all other slots.</summary>
    public readonly void Intersect(Span<ulong> bits)
    {
        Span<ulong> own = stackalloc ulong[Words];
        own.Clear();
        CopyTo(own);
        for (var word = 0; word < Words; word++)
        {
            bits[word] &= own[word];
        }
    }

    private static void AddTo(ReadOnlySpan<ushort> slots, Span<ulong> bits)
    {
        foreach (var slot in slots)
        {
            bits[slot / 64] |= 1UL << (slot % 64);
        }
    }
}
