namespace DurableParallel.Engine.Listing;

/// <summary>
/// What is known of the executions of a chunk without looking at them: of each that has ended its kind, in a byte, and which
/// have not. Made anew from the one before, so that an execution is looked at until it has ended. Immutable.
/// </summary>
/// <typeparam name="T">What an execution is.</typeparam>
internal sealed class ChunkDigest<T>
    where T : class, IListedExecution
{
    /// <summary>There is no execution.</summary>
    public const byte None = 0;

    /// <summary>It had not ended, and has to be looked at.</summary>
    public const byte Open = 1;

    /// <summary>It has ended, and is of none of the kinds, of which there are too many.</summary>
    public const byte Other = byte.MaxValue;

    private const int FirstKind = 2;
    private const int MostKinds = Other - FirstKind;
    private readonly byte[] _kinds;
    private readonly List<EndedKind> _ended;
    private readonly List<int> _counts;
    private readonly ushort[] _open;
    private readonly ListRanges _ranges;

    private ChunkDigest(ChunkDigest<T>? before, ReadOnlySpan<T?> slots, int puts)
    {
        _kinds = before?._kinds.AsSpan().ToArray() ?? new byte[ExecutionChunk<T>.Size];
        _ended = before is null ? [] : [.. before._ended];
        _counts = before is null ? [] : [.. before._counts];
        _ranges = before?._ranges ?? default;
        HasOthers = before is { HasOthers: true };
        Puts = puts;
        var open = new List<ushort>();
        for (var slot = 0; slot < slots.Length; slot++)
        {
            if (_kinds[slot] is not (None or Open))
            {
                continue;
            }

            if (slots[slot] is not { } execution)
            {
                _kinds[slot] = None;
            }
            else if (execution.SeemsEnded && execution.ReadFacts() is { IsVisible: true, IsEnded: true, EndedAt: { } ended } facts)
            {
                _ranges.Add(execution.Name, facts.StartedAt, ended);
                _kinds[slot] = KindOf(execution, facts);
            }
            else
            {
                _kinds[slot] = Open;
                open.Add((ushort)slot);
            }
        }

        _open = [.. open];
    }

    /// <summary>How many executions had been put into the chunk.</summary>
    public int Puts { get; }

    /// <summary>By slot.</summary>
    public ReadOnlySpan<byte> Kinds => _kinds;

    /// <summary>The slots of those that had not ended, in order.</summary>
    public ReadOnlyMemory<ushort> NotEnded => _open;

    /// <summary>Whether some of those that have ended are of none of the kinds.</summary>
    public bool HasOthers { get; private set; }

    /// <summary>Names and times of those that have ended.</summary>
    public ref readonly ListRanges Ranges => ref _ranges;

    /// <summary>The kinds of those that have ended, each with the byte that stands for it, and with how many there are.</summary>
    public IEnumerable<(byte Kind, EndedKind Ended, int Count)> Ended => _ended.Select((ended, index) => ((byte)(index + FirstKind), ended, _counts[index]));

    /// <summary>What is known now. Takes the locks of those that have ended since.</summary>
    /// <param name="before">What was known before; null for nothing.</param>
    /// <param name="slots">The executions.</param>
    /// <param name="puts">How many have been put into the chunk; those put since may be among them or not.</param>
    /// <returns>The same one when nothing has changed.</returns>
    public static ChunkDigest<T> Next(ChunkDigest<T>? before, ReadOnlySpan<T?> slots, int puts) =>
        before is not null && before.Puts == puts && !before.HasOneEnded(slots) ? before : new ChunkDigest<T>(before, slots, puts);

    private bool HasOneEnded(ReadOnlySpan<T?> slots)
    {
        foreach (var slot in _open)
        {
            if (slots[slot] is not { SeemsEnded: false })
            {
                return true;
            }
        }

        return false;
    }

    private byte KindOf(T execution, in ExecutionFacts facts)
    {
        for (var index = _ended.Count - 1; index >= 0; index--)
        {
            if (_ended[index].IsOf(execution, facts))
            {
                _counts[index]++;
                return (byte)(index + FirstKind);
            }
        }

        if (_ended.Count == MostKinds)
        {
            HasOthers = true;
            return Other;
        }

        _ended.Add(EndedKind.Of(execution, facts));
        _counts.Add(1);
        return (byte)(_ended.Count - 1 + FirstKind);
    }
}
