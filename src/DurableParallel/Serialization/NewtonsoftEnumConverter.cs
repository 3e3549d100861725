using Newtonsoft.Json;

namespace DurableParallel.Serialization;

/// <summary>The enums of this library as the wire's tokens.</summary>
internal sealed class NewtonsoftEnumConverter : JsonConverter
{
    public override bool CanConvert(Type objectType) => WireEnums.Find(Nullable.GetUnderlyingType(objectType) ?? objectType) is not null;

    public override void WriteJson(JsonWriter writer, object? value, JsonSerializer serializer)
    {
        if (value is null)
        {
            writer.WriteNull();
        }
        else
        {
            writer.WriteValue(WireEnums.Find(value.GetType())!.Write(value));
        }
    }

    public override object? ReadJson(JsonReader reader, Type objectType, object? existingValue, JsonSerializer serializer)
    {
        var underlying = Nullable.GetUnderlyingType(objectType);
        if (reader.TokenType == JsonToken.Null && underlying is not null)
        {
            return null;
        }

        var found = WireEnums.Find(underlying ?? objectType)!;
        return (reader.TokenType == JsonToken.String ? found.Read((string)reader.Value!) : null)
            ?? throw new JsonSerializationException($"Expected a {found.Type.Name}, one of {found.Tokens}; found '{reader.Value}'.");
    }
}
