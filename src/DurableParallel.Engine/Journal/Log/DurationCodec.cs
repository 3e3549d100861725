using DurableParallel.Records;

namespace DurableParallel.Engine.Journal.Log;

/// <summary>
/// The bytes of a duration. Whole seconds are written as that number, as they always were; any other as its milliseconds, above
/// what a number of seconds can be. Versions that know whole seconds alone refuse those.
/// </summary>
internal static class DurationCodec
{
    private const ulong MostSeconds = int.MaxValue;

    public static void Write(RecordBuffer buffer, long milliseconds) => buffer.WriteVarint(
        DurationRule.FitsWire(milliseconds) ? (ulong)DurationRule.ToWire(milliseconds) : MostSeconds + (ulong)milliseconds);

    /// <param name="reader">Stands where the duration begins.</param>
    /// <param name="mostSeconds">How many whole seconds it may have: those of an operation were never held against 366 days.</param>
    /// <exception cref="JournalDamagedException">The duration is longer than one can be.</exception>
    public static long Read(ref RecordReader reader, int mostSeconds = DurationRule.MaxSeconds)
    {
        var value = reader.ReadVarint();
        if (value > MostSeconds + DurationRule.MaxMilliseconds || (value > (ulong)mostSeconds && value <= MostSeconds))
        {
            throw RecordReader.Damage($"a duration is written as {value}");
        }

        return value <= MostSeconds ? DurationRule.FromWire((int)value) : (long)(value - MostSeconds);
    }
}
