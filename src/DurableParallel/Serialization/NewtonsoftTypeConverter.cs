using Newtonsoft.Json;

namespace DurableParallel.Serialization;

/// <summary>Refuses types as data: reading one would load whatever a payload names.</summary>
internal sealed class NewtonsoftTypeConverter : JsonConverter
{
    public override bool CanConvert(Type objectType) => typeof(Type).IsAssignableFrom(objectType);

    public override void WriteJson(JsonWriter writer, object? value, JsonSerializer serializer) => throw Refused();

    public override object? ReadJson(JsonReader reader, Type objectType, object? existingValue, JsonSerializer serializer) =>
        reader.TokenType == JsonToken.Null ? null : throw Refused();

    private static JsonSerializationException Refused() => new("A System.Type is no data: a payload must not choose which types are loaded. Record its name, and look that up.");
}
