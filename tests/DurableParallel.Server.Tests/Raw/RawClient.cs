using System.Text;
using System.Text.Json.Nodes;

namespace DurableParallel.Server.Tests.Raw;

/// <summary>Requests made by hand, from what the protocol says and from nothing else.</summary>
internal sealed class RawClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);
    private readonly HttpClient _http;

    public RawClient(Uri server, HttpMessageHandler? handler = null)
    {
        Server = server;
        _http = new HttpClient(handler ?? new SocketsHttpHandler { UseProxy = false }) { Timeout = Patience };
    }

    public Uri Server { get; }

    public static string Escaped(string segment) => Uri.EscapeDataString(segment);

    public async Task<RawReply> SendAsync(HttpMethod method, string path, byte[]? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri($"{Server.GetLeftPart(UriPartial.Authority)}{path}"));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await _http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var all = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key.ToLowerInvariant(), header => string.Join(',', header.Value), StringComparer.Ordinal);
        return new RawReply((int)response.StatusCode, text, all);
    }

    public Task<RawReply> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    public Task<RawReply> PostAsync(string path, string? body = null, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, body is null ? null : Encoding.UTF8.GetBytes(body), headers);

    public Task<RawReply> InvokeAsync(string function, string? input = "{}", string type = "RequestResponse", string? name = null, string? qualifier = null)
    {
        List<(string, string)> headers = [("X-Amz-Invocation-Type", type)];
        if (name is not null)
        {
            headers.Add(("X-Amz-Durable-Execution-Name", name));
        }

        return PostAsync(
            $"/2015-03-31/functions/{Escaped(function)}/invocations{(qualifier is null ? "" : $"?Qualifier={Escaped(qualifier)}")}",
            input,
            [.. headers]);
    }

    /// <summary>Starts an execution, and returns its ARN.</summary>
    public async Task<string> StartAsync(string function, string? input = "{}", string? name = null)
    {
        var reply = await InvokeAsync(function, input, "Event", name);
        reply.Status.Should().Be(202, reply.Body);
        return reply.Arn;
    }

    public Task<RawReply> CheckpointAsync(string arn, string? token, JsonArray? updates = null, string? clientToken = null)
    {
        var body = new JsonObject { ["CheckpointToken"] = token };
        if (updates is not null)
        {
            body["Updates"] = updates;
        }

        if (clientToken is not null)
        {
            body["ClientToken"] = clientToken;
        }

        return PostAsync($"/2025-12-01/durable-executions/{Escaped(arn)}/checkpoint", body.ToJsonString());
    }

    public Task<RawReply> StateAsync(string arn, string token, string more = "") =>
        GetAsync($"/2025-12-01/durable-executions/{Escaped(arn)}/state?CheckpointToken={Escaped(token)}{more}");

    public Task<RawReply> DescribeAsync(string arn) => GetAsync($"/2025-12-01/durable-executions/{Escaped(arn)}");

    public Task<RawReply> HistoryAsync(string arn, string query = "") => GetAsync($"/2025-12-01/durable-executions/{Escaped(arn)}/history{query}");

    public Task<RawReply> StopAsync(string arn, string? error = null) => PostAsync($"/2025-12-01/durable-executions/{Escaped(arn)}/stop", error);

    public Task<RawReply> ListAsync(string function, string query = "") => GetAsync($"/2025-12-01/functions/{Escaped(function)}/durable-executions{query}");

    public Task<RawReply> CallbackAsync(string id, string what, string? body = null) =>
        PostAsync($"/2025-12-01/durable-execution-callbacks/{Escaped(id)}/{what}", body);

    /// <summary>Looks until the execution has ended, and returns what is shown of it then.</summary>
    public async Task<JsonObject> EndedAsync(string arn)
    {
        using var late = new CancellationTokenSource(Patience);
        while (true)
        {
            var shown = await DescribeAsync(arn);
            shown.Status.Should().Be(200, shown.Body);
            if ((string?)shown.Json["Status"] != "RUNNING")
            {
                return shown.Json;
            }

            await Task.Delay(5, late.Token);
        }
    }

    public async Task<IReadOnlyList<JsonObject>> EventsAsync(string arn) =>
        [.. (await HistoryAsync(arn, "?IncludeExecutionData=true&MaxItems=1000")).Json["Events"]!.AsArray().Select(e => (JsonObject)e!)];

    public void Dispose() => _http.Dispose();
}
