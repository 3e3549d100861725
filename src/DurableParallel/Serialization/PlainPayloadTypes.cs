namespace DurableParallel.Serialization;

/// <summary>Types that every process knows, before any function of it has had to do with them.</summary>
internal static class PlainPayloadTypes
{
    // A list and not a search, so that none is trimmed away.
    private static readonly PayloadType[] All =
    [
        .. Both<bool>(), .. Both<char>(), .. Both<byte>(), .. Both<sbyte>(), .. Both<short>(), .. Both<ushort>(),
        .. Both<int>(), .. Both<uint>(), .. Both<long>(), .. Both<ulong>(), .. Both<float>(), .. Both<double>(), .. Both<decimal>(),
        .. Both<Guid>(), .. Both<DateTime>(), .. Both<DateTimeOffset>(), .. Both<DateOnly>(), .. Both<TimeOnly>(), .. Both<TimeSpan>(),
        PayloadType<string>.Instance,
    ];

    /// <summary>Makes them known.</summary>
    public static int Add() => All.Length;

    private static PayloadType[] Both<T>()
        where T : struct =>
        [PayloadType<T>.Instance, PayloadType<T?>.Instance];
}
