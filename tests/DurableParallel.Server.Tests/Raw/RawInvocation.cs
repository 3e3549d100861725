using System.Text.Json.Nodes;

namespace DurableParallel.Server.Tests.Raw;

/// <summary>An event that a function process was given, and its way to answer.</summary>
internal sealed class RawInvocation(RawClient client, RawFunction function, RawReply next)
{
    public string RequestId { get; } = next.Headers["lambda-runtime-aws-request-id"];

    public IReadOnlyDictionary<string, string> Headers => next.Headers;

    public string Event => next.Body;

    public JsonObject Envelope { get; } = JsonNode.Parse(next.Body) as JsonObject ?? [];

    public string Arn => (string)Envelope["DurableExecutionArn"]!;

    public string Token { get; set; } = (string?)(JsonNode.Parse(next.Body) as JsonObject)?["CheckpointToken"] ?? "";

    public IReadOnlyList<JsonObject> Operations => [.. Envelope["InitialExecutionState"]![nameof(Operations)]!.AsArray().Select(operation => (JsonObject)operation!)];

    public JsonObject? Operation(string id) => Operations.FirstOrDefault(operation => (string?)operation["Id"] == id);

    /// <summary>Sends updates, takes the next token, and returns the operations that have changed.</summary>
    public async Task<IReadOnlyList<JsonObject>> CheckpointAsync(params JsonObject[] updates)
    {
        var reply = await TryCheckpointAsync(updates);
        reply.Status.Should().Be(200, reply.Body);
        return [.. reply.Json["NewExecutionState"]![nameof(Operations)]!.AsArray().Select(operation => (JsonObject)operation!)];
    }

    public async Task<RawReply> TryCheckpointAsync(params JsonObject[] updates)
    {
        var reply = await client.CheckpointAsync(Arn, Token, [.. updates.Select(update => update.DeepClone())]);
        Token = reply.Status == 200 ? (string?)reply.Json["CheckpointToken"] ?? "" : Token;
        return reply;
    }

    public Task<RawReply> PendingAsync() => RespondAsync("""{"Status":"PENDING"}""");

    public Task<RawReply> SucceedAsync(string result = "\"done\"") => RespondAsync(new JsonObject { ["Status"] = "SUCCEEDED", ["Result"] = result }.ToJsonString());

    public Task<RawReply> FailAsync(string type = "Oops", string message = "It failed.") =>
        RespondAsync(new JsonObject { ["Status"] = "FAILED", ["Error"] = new JsonObject { ["ErrorType"] = type, ["ErrorMessage"] = message } }.ToJsonString());

    public Task<RawReply> RespondAsync(string body) => client.PostAsync($"{function.Base}/invocation/{RequestId}/response", body);

    public Task<RawReply> BreakAsync(string type = "Runtime.ExitError", string message = "It broke.") => client.PostAsync(
        $"{function.Base}/invocation/{RequestId}/error",
        new JsonObject { ["errorType"] = type, ["errorMessage"] = message }.ToJsonString(),
        ("Lambda-Runtime-Function-Error-Type", type));
}
