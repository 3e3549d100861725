using DurableParallel.Engine.Journal.Log;

namespace DurableParallel.Engine.Executions;

/// <summary>The records of one execution that its row does not have: in memory, or on their way to the journal. Guarded by the execution.</summary>
/// <param name="movedThrough">The last row of the log whose records are in the execution's row.</param>
internal struct LoggedRecords(long movedThrough)
{
    private RecordStore _store;
    private long _inFlightBytes;

    /// <summary>The oldest row of the log that holds a record not moved out yet; 0 is none. The journal's own note.</summary>
    public long PinnedRow { readonly get; set; }

    /// <summary>The last row of the log whose records are in the execution's row.</summary>
    public long MovedThrough { readonly get; private set; } = movedThrough;

    /// <summary>How many are on their way to the journal.</summary>
    public int InFlight { readonly get; private set; }

    /// <summary>Whether memory has not held all of them: then only the journal has.</summary>
    public bool IsCut { readonly get; private set; }

    /// <summary>How many bytes are in memory.</summary>
    public readonly int Length => _store.Length;

    /// <summary>How many bytes are in memory and on their way.</summary>
    public readonly long RecordedLength => _store.Length + _inFlightBytes;

    /// <summary>Those in memory, one after the other.</summary>
    public readonly ReadOnlyMemory<byte> Bytes => _store.Bytes;

    /// <summary>Whether nothing of them is needed, given the last row of the log that has one.</summary>
    public readonly bool AreOver(long lastRow) => _store.Length == 0 && PinnedRow == 0 && MovedThrough >= lastRow && InFlight == 0 && !IsCut;

    /// <summary>One is on its way.</summary>
    public void OnAppended(int length)
    {
        InFlight++;
        _inFlightBytes += RecordSequence.PrefixedLength(length);
    }

    /// <summary>One is durable.</summary>
    public void OnCommitted(int prefixedLength)
    {
        InFlight--;
        _inFlightBytes -= prefixedLength;
    }

    /// <summary>Keeps a durable one in memory. Returns false when it does not fit; then they are to be cut.</summary>
    /// <param name="prefixed">The record behind its length.</param>
    /// <param name="most">How many bytes memory holds of the records that are not in the row.</param>
    /// <param name="arrays">Where memory comes from.</param>
    public bool TryKeep(ReadOnlySpan<byte> prefixed, long most, RecordArrays arrays)
    {
        if (IsCut)
        {
            // The end says what became of it, and is read for its result.
            var records = new RecordSequence(prefixed);
            if (records.MoveNext() && RecordCodec.KindOf(records.Current) == RecordKind.Ended)
            {
                _store.Append(prefixed, arrays);
            }

            return true;
        }

        try
        {
            if ((long)_store.Length + prefixed.Length <= most)
            {
                _store.Append(prefixed, arrays);
                return true;
            }
        }
        catch (OutOfMemoryException)
        {
            // That is a matter of this execution. Faulting the engine would be one of all.
        }

        return false;
    }

    /// <summary>Drops them from memory.</summary>
    /// <param name="keepsFirst">Whether the first stays: the execution's input, which a start of the same name is compared with.</param>
    public void Cut(bool keepsFirst)
    {
        var records = new RecordSequence(_store.Bytes.Span);
        _store.Cut(keepsFirst && records.MoveNext() ? RecordSequence.PrefixedLength(records.Current.Length) : 0);
        IsCut = true;
    }

    /// <summary>Puts what the row has in front, and gives all of them, to be read under no gate.</summary>
    public ReadOnlyMemory<byte> LendBehind(ReadOnlySpan<byte> row)
    {
        if (row.Length > 0)
        {
            _store.Load(row);
        }

        return _store.Lend();
    }

    /// <summary>Drops what a new row of the execution has; nothing while a turn of this process reads them.</summary>
    /// <param name="through">The last row of the log whose records it has.</param>
    /// <param name="length">How many bytes of these are in it.</param>
    /// <param name="arrays">Where memory goes to.</param>
    /// <param name="areRead">Whether they are read, and stay.</param>
    public void OnMoved(long through, int length, RecordArrays arrays, bool areRead)
    {
        MovedThrough = through;
        if (!areRead)
        {
            _store.Trim(length, arrays);
        }
    }
}
