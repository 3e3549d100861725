using System.Text.Json;
using System.Text.Json.Serialization;

namespace DurableParallel.Console.WhatIf;

/// <summary>A member that is left out leaves the rule as it was; null takes it away.</summary>
internal sealed class SettingOfDoubleText : JsonConverter<Setting<double>>
{
    public override bool HandleNull => true;

    public override Setting<double> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null ? (double?)null : reader.GetDouble();

    public override void Write(Utf8JsonWriter writer, Setting<double> value, JsonSerializerOptions options)
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
