using System.Globalization;
using System.Numerics;
using Newtonsoft.Json;

namespace DurableParallel.Serialization;

/// <summary>Enums over ulong as the numbers that they are: Newtonsoft.Json writes those above long's range and does not read them.</summary>
internal sealed class NewtonsoftUnsignedEnumConverter : JsonConverter
{
    public override bool CanConvert(Type objectType) =>
        (Nullable.GetUnderlyingType(objectType) ?? objectType) is { IsEnum: true } type && Enum.GetUnderlyingType(type) == typeof(ulong);

    public override void WriteJson(JsonWriter writer, object? value, JsonSerializer serializer) =>
        writer.WriteValue(value is null ? null : Convert.ToUInt64(value, CultureInfo.InvariantCulture));

    public override object? ReadJson(JsonReader reader, Type objectType, object? existingValue, JsonSerializer serializer)
    {
        var underlying = Nullable.GetUnderlyingType(objectType);
        var type = underlying ?? objectType;
        return reader.Value switch
        {
            null when underlying is not null => null,
            long number => Enum.ToObject(type, number),
            BigInteger number when number >= ulong.MinValue && number <= ulong.MaxValue => Enum.ToObject(type, (ulong)number),
            string { Length: > 0 } text when Enum.TryParse(type, text, ignoreCase: true, out var value) => value,
            _ => throw new JsonSerializationException($"Expected a {type.Name}; found '{reader.Value}' at '{reader.Path}'."),
        };
    }
}
