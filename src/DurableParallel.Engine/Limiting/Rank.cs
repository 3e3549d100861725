using System.Runtime.InteropServices;

namespace DurableParallel.Engine.Limiting;

/// <summary>Who begins first: the higher priority, and of one priority the lower number.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Rank(int Priority, long Number) : IComparable<Rank>
{
    public static Rank Of(ILimited item) => new(item.Priority, item.Number);

    public int CompareTo(Rank other) => Priority == other.Priority ? Number.CompareTo(other.Number) : other.Priority.CompareTo(Priority);
}
