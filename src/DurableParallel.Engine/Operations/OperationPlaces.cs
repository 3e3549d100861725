using DurableParallel.Engine.Journal.Log;
using DurableParallel.Errors;
using DurableParallel.Records;

namespace DurableParallel.Engine.Operations;

/// <summary>
/// The places of an execution by ordinal and by position, and where the records of each are. Filled once, by one thread;
/// a few dozen bytes a place, since a replay may come past very many.
/// </summary>
internal sealed class OperationPlaces
{
    // Those of a place are a ring: each names the next one, and the last the first. Numbered from 1.
    private List<(int Offset, int Next)>? _furtherRecords;
    private OperationPlace[] _places;
    private int[] _ordinals;

    /// <param name="expected">How many places there will be, if the records are what they seem.</param>
    public OperationPlaces(int expected)
    {
        _places = new OperationPlace[Math.Max(1, expected)];
        _ordinals = MakeIndex(_places.Length);
    }

    public int Count { get; private set; }

    /// <summary>How many places directly below the root are on record.</summary>
    public int CountAtRoot { get; private set; }

    /// <summary>How many places have a record.</summary>
    public int RecordedCount { get; private set; }

    public ref OperationPlace this[int ordinal] => ref _places[ordinal - 1];

    /// <exception cref="JournalDamagedException">It is not the next one, its parent comes later, or the place is taken.</exception>
    public void Add(int ordinal, int number, int parent)
    {
        if (ordinal != Count + 1 || parent >= ordinal)
        {
            throw RecordReader.Damage($"operation {ordinal} below {parent} is mentioned after {Counted.Of(Count, "other")}");
        }

        if (Count == _places.Length)
        {
            Grow();
        }

        _places[Count] = new OperationPlace { Number = number, Parent = parent, FirstRecord = -1, Type = OperationType.Context };
        Count++;
        ref var slot = ref SlotOf(parent, number);
        slot = slot == 0 || this[slot].IsForgotten ? ordinal : throw RecordReader.Damage($"operation {IdOf(ordinal)} is mentioned twice");
    }

    /// <summary>Takes note of a record of a place.</summary>
    public void AddRecord(int ordinal, int offset)
    {
        ref var place = ref this[ordinal];
        if (place.FirstRecord < 0)
        {
            place.FirstRecord = offset;
            RecordedCount++;
            CountPlace(ordinal);
            return;
        }

        _furtherRecords ??= [default];
        var added = _furtherRecords.Count;
        var last = place.LastRecord;
        _furtherRecords.Add((offset, last == 0 ? added : _furtherRecords[last].Next));
        if (last != 0)
        {
            _furtherRecords[last] = _furtherRecords[last] with { Next = added };
        }

        place.LastRecord = added;
    }

    /// <summary>Drops all records of a place but the first one.</summary>
    public void KeepFirst(int ordinal)
    {
        this[ordinal].LastRecord = 0;
        this[ordinal].IsEnded = false;
    }

    /// <summary>Takes the records of these places, and of all that is below them, off the record. The positions may be taken again.</summary>
    /// <param name="ordinals">The places.</param>
    /// <param name="onForgotten">Told of each place before its records are dropped.</param>
    public void Forget(IReadOnlyList<int> ordinals, Action<OperationPlace> onForgotten)
    {
        foreach (var ordinal in ordinals)
        {
            this[ordinal].IsForgotten = true;
        }

        CountAtRoot = 0;
        RecordedCount = 0;
        for (var ordinal = 1; ordinal <= Count; ordinal++)
        {
            ref var place = ref this[ordinal];
            (place.IsCounted, place.CountBelow) = (false, 0);

            // A place is always behind the one above it.
            place.IsForgotten |= place.Parent != 0 && this[place.Parent].IsForgotten;
            if (place.IsForgotten && place.FirstRecord >= 0)
            {
                onForgotten(place);
                (place.FirstRecord, place.LastRecord, place.IsEnded) = (-1, 0, false);
            }
        }

        for (var ordinal = 1; ordinal <= Count; ordinal++)
        {
            if (this[ordinal].FirstRecord >= 0)
            {
                RecordedCount++;
                CountPlace(ordinal);
            }
        }
    }

    /// <summary>A further record of a place: where it is, and which one comes after it; after the last comes the first.</summary>
    public (int Offset, int Next) FurtherRecord(int record) => _furtherRecords![record];

    /// <summary>The ordinal of a position, which keeps it as its <see cref="OperationId.HostKey"/>; 0 when it was never mentioned.</summary>
    public int Find(OperationId id)
    {
        if (id.HostKey != 0)
        {
            return id.HostKey <= Count ? id.HostKey : 0;
        }

        if (id.Parent is not { HostKey: 0 } unmarked)
        {
            return Mark(id);
        }

        // From the last one above that is known downwards; a text from outside may have made very many of them.
        var path = new Stack<OperationId>();
        for (var above = unmarked; above is { HostKey: 0 }; above = above.Parent)
        {
            path.Push(above);
        }

        while (path.TryPop(out var above))
        {
            if (Mark(above) == 0)
            {
                return 0;
            }
        }

        return Mark(id);
    }

    /// <summary>The position of a place.</summary>
    public OperationId IdOf(int ordinal)
    {
        var path = new Stack<int>();
        for (var above = ordinal; above != 0; above = this[above].Parent)
        {
            path.Push(above);
        }

        OperationId? id = null;
        while (path.TryPop(out var above))
        {
            id = new OperationId(id, this[above].Number, above);
        }

        return id!;
    }

    /// <summary>Whether a context above has ended, and this place with it.</summary>
    public bool IsBelowEnded(int ordinal)
    {
        for (var above = Outer(ordinal); above != 0; above = Outer(above))
        {
            if (this[above].IsEnded)
            {
                return true;
            }
        }

        return false;
    }

    private int Outer(int ordinal)
    {
        var parent = this[ordinal].Parent;
        return parent != 0 && OperationId.OutlivesScope(this[ordinal].Number) ? this[parent].Parent : parent;
    }

    private int Mark(OperationId id)
    {
        var parent = id.Parent?.HostKey ?? 0;
        var ordinal = parent > Count ? 0 : SlotOf(parent, id.Number);

        // An operation that is not here may be recorded at this moment: its new number must not be taken away.
        if (ordinal == 0 || this[ordinal].IsForgotten)
        {
            return 0;
        }

        id.AttachHostKey(ordinal);
        return ordinal;
    }

    /// <summary>A place counts once something is on record there or, in a flat context, below it.</summary>
    private void CountPlace(int ordinal)
    {
        while (true)
        {
            ref var place = ref this[ordinal];
            if (place.IsCounted || place.Number < 0)
            {
                return;
            }

            place.IsCounted = true;
            if (place.Parent == 0)
            {
                CountAtRoot++;
                return;
            }

            ordinal = place.Parent;
            this[ordinal].CountBelow++;
        }
    }

    // Open addressing: half of the slots at most are taken, and hold ordinals.
    private ref int SlotOf(int parent, int number)
    {
        var mask = _ordinals.Length - 1;
        for (var index = HashCode.Combine(parent, number) & mask; ; index = (index + 1) & mask)
        {
            ref var slot = ref _ordinals[index];
            if (slot == 0 || (_places[slot - 1].Number == number && _places[slot - 1].Parent == parent))
            {
                return ref slot;
            }
        }
    }

    private void Grow()
    {
        Array.Resize(ref _places, checked(2 * _places.Length));
        _ordinals = MakeIndex(_places.Length);
        for (var ordinal = 1; ordinal <= Count; ordinal++)
        {
            SlotOf(this[ordinal].Parent, this[ordinal].Number) = ordinal;
        }
    }

    private static int[] MakeIndex(int places) => new int[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)places) * 2];
}
