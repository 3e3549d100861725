using System.Text.Json;
using System.Text.Json.Serialization;
using DurableParallel.Records;

namespace DurableParallel.Wire;

/// <summary>An action that functions may ask for; the host's own are none of the wire's.</summary>
internal sealed class WireActionConverter : JsonConverter<OperationAction>
{
    private static readonly OperationAction[] Known =
        [OperationAction.Start, OperationAction.Succeed, OperationAction.Fail, OperationAction.Retry, OperationAction.Cancel];

    public override OperationAction Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String
        && WireNames.TryParse<OperationAction>(reader.GetString()!, out var action)
        && Known.Contains(action)
            ? action
            : throw new JsonException($"Expected an action, one of {string.Join(", ", Known.Select(static known => known.ToWireName()))}.");

    public override void Write(Utf8JsonWriter writer, OperationAction value, JsonSerializerOptions options) =>
        writer.WriteStringValue(Known.Contains(value) ? value.ToWireName() : throw new JsonException($"{value} is an action of hosts, which the wire does not have."));
}
