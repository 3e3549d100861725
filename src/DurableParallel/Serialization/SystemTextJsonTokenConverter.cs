using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace DurableParallel.Serialization;

/// <summary>Newtonsoft.Json's trees as the JSON that they are; as collections nothing of it would come back.</summary>
[RequiresUnreferencedCode(DurableSerializer.NeedsReflection)]
[RequiresDynamicCode(DurableSerializer.NeedsReflection)]
internal sealed class SystemTextJsonTokenConverter : System.Text.Json.Serialization.JsonConverter<JToken>
{
    public override bool CanConvert(Type typeToConvert) => typeof(JToken).IsAssignableFrom(typeToConvert);

    public override JToken Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        using var text = new JsonTextReader(new StringReader(document.RootElement.GetRawText())) { DateParseHandling = DateParseHandling.None };
        var token = JToken.Load(text);
        return typeToConvert.IsInstanceOfType(token)
            ? token
            : throw new System.Text.Json.JsonException($"Expected a {typeToConvert.Name}; found a {token.GetType().Name}.");
    }

    public override void Write(Utf8JsonWriter writer, JToken value, JsonSerializerOptions options)
    {
        using var document = JsonDocument.Parse(value.ToString(Formatting.None));
        document.RootElement.WriteTo(writer);
    }
}
