using System.Text.Json;
using System.Text.Json.Nodes;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace DurableParallel.Serialization;

/// <summary>
/// The trees of System.Text.Json as the JSON that they are; by their members nothing of it would come back. Numbers are
/// what Newtonsoft.Json takes them for, as in its own trees.
/// </summary>
internal sealed class NewtonsoftJsonNodeConverter : JsonConverter
{
    public override bool CanConvert(Type objectType) =>
        objectType == typeof(JsonElement)
        || objectType == typeof(JsonElement?)
        || objectType == typeof(JsonDocument)
        || typeof(JsonNode).IsAssignableFrom(objectType);

    public override void WriteJson(JsonWriter writer, object? value, Newtonsoft.Json.JsonSerializer serializer)
    {
        var text = value switch
        {
            null => "null",
            JsonElement { ValueKind: JsonValueKind.Undefined } => throw new JsonSerializationException("It is a JsonElement without a value."),
            JsonElement element => element.GetRawText(),
            JsonDocument document => document.RootElement.GetRawText(),
            _ => ((JsonNode)value).ToJsonString(),
        };

        // Through the writer and not raw, so that its limit of depth holds.
        using var reader = new JsonTextReader(new StringReader(text)) { DateParseHandling = DateParseHandling.None };
        writer.WriteToken(reader);
    }

    public override object? ReadJson(JsonReader reader, Type objectType, object? existingValue, Newtonsoft.Json.JsonSerializer serializer)
    {
        var text = JRaw.Create(reader).ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (text == "null" && objectType != typeof(JsonElement))
        {
            return null;
        }

        if (typeof(JsonNode).IsAssignableFrom(objectType))
        {
            var node = JsonNode.Parse(text);
            return objectType.IsInstanceOfType(node) ? node : throw new JsonSerializationException($"Expected a {objectType.Name}; found a {node!.GetType().Name}.");
        }

        var document = JsonDocument.Parse(text);
        return objectType == typeof(JsonDocument) ? document : document.RootElement;
    }
}
