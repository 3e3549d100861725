using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

// A function process that speaks the wire by hand and knows no SDK. What it does is said by the execution's input:
// {"steps": n, "wait": seconds, "dieAt": k} records n steps one after the other, waits after the first if it is asked to,
// and ends its process at the first attempt of step k, in the middle of it, if the file that it is given does not exist yet.
var api = Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API")!;
var server = new Uri($"http://{api.Split('/')[0]}");
using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan }) { Timeout = Timeout.InfiniteTimeSpan };
var loops = int.TryParse(Environment.GetEnvironmentVariable("AWS_LAMBDA_MAX_CONCURRENCY"), out var count) ? count : 1;
await Task.WhenAny(Enumerable.Range(0, loops).Select(_ => LoopAsync()));

async Task LoopAsync()
{
    while (true)
    {
        await AnswerNextAsync();
    }
}

async Task AnswerNextAsync()
{
    using var next = await http.GetAsync(new Uri($"http://{api}/2018-06-01/runtime/invocation/next"));
    next.EnsureSuccessStatusCode();
    var id = next.Headers.GetValues("Lambda-Runtime-Aws-Request-Id").Single();
    var e = (JsonObject)JsonNode.Parse(await next.Content.ReadAsStringAsync())!;
    var answer = e.ContainsKey("DurableExecutionArn") ? await RunAsync(e) : new JsonObject { ["echo"] = e };
    using var done = await http.PostAsJsonAsync(new Uri($"http://{api}/2018-06-01/runtime/invocation/{id}/response"), answer);
}

async Task<JsonObject> RunAsync(JsonObject e)
{
    var operations = e["InitialExecutionState"]!["Operations"]!.AsArray();
    var input = JsonNode.Parse((string)operations[0]!["ExecutionDetails"]!["InputPayload"]!)!;
    var statuses = operations.ToDictionary(operation => (string)operation!["Id"]!, operation => (string)operation!["Status"]!, StringComparer.Ordinal);
    var arn = Uri.EscapeDataString((string)e["DurableExecutionArn"]!);
    var token = (string)e["CheckpointToken"]!;
    var steps = (int?)input["steps"] ?? 1;
    for (var step = 1; step <= steps; step++)
    {
        var name = $"s{step}";
        if (statuses.GetValueOrDefault(name) == "SUCCEEDED")
        {
            continue;
        }

        if (!statuses.ContainsKey(name))
        {
            await CheckpointAsync(Update(name, "STEP", "START"));
        }

        var mark = (string?)input["mark"];
        if ((int?)input["dieAt"] == step && mark is not null && !File.Exists(mark))
        {
            await File.WriteAllTextAsync(mark, "died");
            Environment.Exit(3);
        }

        if ((int?)input["hangAt"] == step && mark is not null && !File.Exists(mark))
        {
            await File.WriteAllTextAsync(mark, "hangs");
            await Task.Delay(Timeout.Infinite);
        }

        await CheckpointAsync(Update(name, "STEP", "SUCCEED", ("Payload", step.ToString())));
        if (step == 1 && (int?)input["wait"] is { } seconds && !statuses.ContainsKey("w"))
        {
            await CheckpointAsync(Update("w", "WAIT", "START", ("WaitOptions", new JsonObject { ["WaitSeconds"] = seconds })));
            statuses["w"] = "STARTED";
        }

        if (statuses.GetValueOrDefault("w") == "STARTED")
        {
            return new JsonObject { ["Status"] = "PENDING" };
        }
    }

    return new JsonObject { ["Status"] = "SUCCEEDED", ["Result"] = JsonSerializer.Serialize(steps) };

    static JsonObject Update(string id, string type, string action, params (string Name, JsonNode Value)[] more)
    {
        var update = new JsonObject { ["Id"] = id, ["Type"] = type, ["Action"] = action };
        foreach (var (name, value) in more)
        {
            update[name] = value;
        }

        return update;
    }

    async Task CheckpointAsync(JsonObject update)
    {
        var body = new JsonObject { ["CheckpointToken"] = token, ["Updates"] = new JsonArray(update) };
        using var response = await http.PostAsJsonAsync(new Uri(server, $"/2025-12-01/durable-executions/{arn}/checkpoint"), body);
        var text = await response.Content.ReadAsStringAsync();
        token = response.IsSuccessStatusCode
            ? (string)JsonNode.Parse(text)!["CheckpointToken"]!
            : throw new InvalidOperationException(text);
    }
}
