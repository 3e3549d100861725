using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace DurableParallel.Engine.Journal.Log;

/// <summary>
/// Names of operations that were read lately, since nearly every execution has the same. Small, and a name may fall out
/// at any time. Safe from any thread: a slot is read and written whole.
/// </summary>
internal static class NamePool
{
    private const int LongestName = 64;
    private static readonly string?[] Slots = new string?[256];

    public static bool TryGet(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out string? name)
    {
        name = utf8.Length is 0 or > LongestName ? null : Volatile.Read(ref SlotOf(utf8));
        return name is not null && Ascii.Equals(utf8, name);
    }

    public static void Add(ReadOnlySpan<byte> utf8, string name)
    {
        if (utf8.Length is > 0 and <= LongestName && Ascii.IsValid(utf8))
        {
            Volatile.Write(ref SlotOf(utf8), name);
        }
    }

    // Names often differ in their last characters only.
    private static ref string? SlotOf(ReadOnlySpan<byte> utf8)
    {
        var hash = (uint)utf8.Length;
        foreach (var next in utf8)
        {
            hash = (hash * 31) + next;
        }

        return ref Slots[(hash ^ (hash >> 8)) & 255];
    }
}
