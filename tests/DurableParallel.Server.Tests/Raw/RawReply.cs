using System.Text.Json.Nodes;

namespace DurableParallel.Server.Tests.Raw;

/// <summary>An answer of the server as it came over the wire.</summary>
internal sealed record RawReply(int Status, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public JsonObject Json => (JsonObject)JsonNode.Parse(Body)!;

    public string? ErrorCode => Headers.GetValueOrDefault("x-amzn-errortype");

    public string? Message => (string?)Json["message"];

    public string Arn => Headers["x-amz-durable-execution-arn"];
}
