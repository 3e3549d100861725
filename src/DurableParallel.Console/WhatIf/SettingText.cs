using System.Text.Json;
using System.Text.Json.Serialization;

namespace DurableParallel.Console.WhatIf;

/// <summary>A member that is left out leaves the rule as it was; null takes it away.</summary>
internal abstract class SettingText<T> : JsonConverter<Setting<T>>
    where T : struct
{
    public override bool HandleNull => true;

    public override Setting<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null ? (T?)null : ReadNumber(ref reader);

    public override void Write(Utf8JsonWriter writer, Setting<T> value, JsonSerializerOptions options)
    {
        if (value.Value is { } number)
        {
            WriteNumber(writer, number);
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    protected abstract T ReadNumber(ref Utf8JsonReader reader);

    protected abstract void WriteNumber(Utf8JsonWriter writer, T number);
}
