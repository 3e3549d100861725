using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using DurableParallel.Errors;

namespace DurableParallel.Serialization;

/// <summary>Integers of any size as numbers; by their members nothing of them would come back.</summary>
internal sealed class SystemTextJsonBigIntegerConverter : JsonConverter<BigInteger>
{
    // As many as Newtonsoft.Json reads. Reading takes more than linear time, and a payload may come from anywhere.
    private const int MaxDigits = 380;

    public override BigInteger Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan;
        return reader.TokenType == JsonTokenType.Number
            && text.Length <= MaxDigits
            && BigInteger.TryParse(Encoding.UTF8.GetString(text), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            ? value
            : throw new JsonException($"Expected an integer of at most {MaxDigits} characters.");
    }

    public override void Write(Utf8JsonWriter writer, BigInteger value, JsonSerializerOptions options)
    {
        var text = value.ToString(CultureInfo.InvariantCulture);
        if (text.Length > MaxDigits)
        {
            throw new JsonException($"It has a BigInteger of {Counted.Of(text.Length, "character")}, and at most {MaxDigits} are read. Write it as a text.");
        }

        writer.WriteRawValue(text);
    }
}
