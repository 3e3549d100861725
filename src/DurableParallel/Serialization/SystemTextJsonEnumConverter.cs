using System.Text.Json;
using System.Text.Json.Serialization;
using DurableParallel.Records;

namespace DurableParallel.Serialization;

/// <summary>One enum of this library as the wire's token.</summary>
internal sealed class SystemTextJsonEnumConverter<TEnum> : JsonConverter<TEnum>
    where TEnum : struct, Enum
{
    public override TEnum Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && WireNames.TryParse<TEnum>(reader.GetString()!, out var value)
            ? value
            : throw new JsonException($"Expected a {typeof(TEnum).Name}, one of {WireNames.Expected<TEnum>()}.");

    public override void Write(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToWireName());

    public override TEnum ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        WireNames.TryParse<TEnum>(reader.GetString()!, out var value)
            ? value
            : throw new JsonException($"Expected a {typeof(TEnum).Name}, one of {WireNames.Expected<TEnum>()}.");

    public override void WriteAsPropertyName(Utf8JsonWriter writer, TEnum value, JsonSerializerOptions options) => writer.WritePropertyName(value.ToWireName());
}
