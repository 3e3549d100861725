using System.Text;
using DurableParallel.Records;

namespace DurableParallel.Engine.Listing;

/// <summary>
/// The names of the executions of a chunk as one text, so that a part of a name is found by reading some hundred kilobytes
/// instead of thousands of objects. Made only when somebody looks for a part of a name. Immutable.
/// </summary>
internal sealed class ChunkNames
{
    // Not part of any name. One stands before each slot, also before one without an execution.
    private const byte Mark = (byte)'\n';
    private readonly byte[] _text;

    private ChunkNames(byte[] text, int puts) => (_text, Puts) = (text, puts);

    /// <summary>How many executions had been put into the chunk.</summary>
    public int Puts { get; }

    /// <summary>The names of the executions.</summary>
    /// <typeparam name="T">What an execution is.</typeparam>
    public static ChunkNames Of<T>(ReadOnlySpan<T?> slots, int puts)
        where T : class, IListedExecution
    {
        var text = new byte[slots.Length * 32];
        var length = 0;
        foreach (var execution in slots)
        {
            var name = execution is null ? "" : RunName.ExecutionOf(execution.Name);
            var most = length + 1 + Encoding.UTF8.GetMaxByteCount(name.Length);
            if (most > text.Length)
            {
                Array.Resize(ref text, Math.Max(most, 2 * text.Length));
            }

            text[length++] = Mark;
            length += Encoding.UTF8.GetBytes(name, text.AsSpan(length));
        }

        Array.Resize(ref text, length);
        return new ChunkNames(text, puts);
    }

    /// <summary>The slots whose names have a text in them; null for none.</summary>
    /// <param name="text">Neither null nor empty.</param>
    /// <param name="isPrefix">Whether it is at their beginning.</param>
    public ulong[]? Find(string text, bool isPrefix)
    {
        var wanted = Encoding.UTF8.GetBytes(isPrefix ? (char)Mark + text : text);
        if (wanted.AsSpan(1).Contains(Mark) || (!isPrefix && wanted[0] == Mark))
        {
            return null;
        }

        ulong[]? found = null;
        var (at, slot) = (0, -1);
        while (_text.AsSpan(at).IndexOf(wanted) is >= 0 and var ahead)
        {
            // The mark of a prefix belongs to the name behind it.
            var begin = at + ahead + (isPrefix ? 1 : 0);
            slot += _text.AsSpan(at, begin - at).Count(Mark);
            found ??= new ulong[ExecutionChunk<IListedExecution>.Size / 64];
            found[slot / 64] |= 1UL << (slot % 64);
            at = begin;
            var next = _text.AsSpan(at).IndexOf(Mark);
            if (next < 0)
            {
                break;
            }

            at += next;
        }

        return found;
    }
}
