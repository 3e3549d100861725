using System.Text.Json;
using System.Text.Json.Serialization;

namespace DurableParallel.Wire;

/// <summary>A moment as whole milliseconds since the epoch.</summary>
internal sealed class WireMillisecondsConverter : JsonConverter<DateTimeOffset>
{
    private static readonly long Earliest = DateTimeOffset.MinValue.ToUnixTimeMilliseconds();
    private static readonly long Latest = DateTimeOffset.MaxValue.ToUnixTimeMilliseconds();

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var milliseconds) && milliseconds >= Earliest && milliseconds <= Latest
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : throw new JsonException("Expected a moment as a whole number of milliseconds since 1970.");

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) => writer.WriteNumberValue(value.ToUnixTimeMilliseconds());
}
