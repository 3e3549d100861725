using System.Text.Json;
using System.Text.Json.Serialization;

namespace DurableParallel.Console.WhatIf;

/// <summary>A member that is left out leaves the rule as it was; null takes it away.</summary>
internal sealed class SettingOfIntText : JsonConverter<Setting<int>>
{
    public override bool HandleNull => true;

    public override Setting<int> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null ? (int?)null : reader.GetInt32();

    public override void Write(Utf8JsonWriter writer, Setting<int> value, JsonSerializerOptions options)
    {
        if (value.Value is { } number)
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}
