using System.Text.Json;
using System.Text.Json.Serialization;

namespace DurableParallel.Wire;

/// <summary>A moment as seconds since the epoch, with a fraction. Read to a tick, written to a millisecond.</summary>
internal sealed class WireSecondsConverter : JsonConverter<DateTimeOffset>
{
    private const byte MillisecondScale = 3;
    private static readonly decimal Earliest = (decimal)(DateTimeOffset.MinValue - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerSecond;
    private static readonly decimal Latest = (decimal)(DateTimeOffset.MaxValue - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerSecond;

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetDecimal(out var seconds) && seconds >= Earliest && seconds <= Latest
            ? DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond))
            : throw new JsonException("Expected a moment as a number of seconds since 1970.");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        var milliseconds = value.ToUnixTimeMilliseconds();
        var size = (ulong)Math.Abs(milliseconds);
        writer.WriteNumberValue(new decimal((int)(uint)size, (int)(uint)(size >> 32), 0, milliseconds < 0, MillisecondScale));
    }
}
