using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using DurableParallel.Engine;

namespace DurableParallel.Console.Tests.Security;

/// <summary>A secret in every text that a program or a person can have recorded, and a view that hides it: no answer has it.</summary>
internal sealed class RedactionTests : SampleFixture
{
    private const string Secret = "4111-1111";
    private const string Quoted = $"\"{Secret}\"";

    private static readonly string[] Executions = ["input", "error", "result", "told", "tagged", "asked", "answered", "unread", "read", "canceled", "retried", "parent", "votes", "unreadable"];

    private bool _hasLostTheKey;

    protected override void ConfigureConsole(DurableConsoleOptions options) => options.PayloadView = new Hiding();

    protected override void Register(DurableEngine engine)
    {
        base.Register(engine);
        engine.Register<string>("causes", static async (ctx, secret) => await ctx.StepAsync(
            "break",
            () => throw new InvalidOperationException(secret, new IOException(secret, new TimeoutException(secret))),
            new StepConfig { Retry = RetryStrategy.Fixed(2, TimeSpan.FromSeconds(1)) }));
        engine.Register<string>("tell", static async (ctx, secret) =>
        {
            ctx.SetStatus(secret);
            await ctx.WaitForEventAsync<string>("go");
        });
        engine.Register<string>("invoke", static async (ctx, secret) => await ctx.InvokeAsync<string, string>("child", "echo", secret));
        engine.Register<string>("lost", static async (ctx, secret) =>
        {
            await using var scope = ctx.Parallel("votes", static c => c.ToleratedFailureCount(1));
            for (var index = 0; index < 4; index++)
            {
                scope.Branch($"v{index}", b => b.StepAsync("vote", () => throw new InvalidOperationException(secret), new StepConfig { Retry = RetryStrategy.None }));
            }

            await scope.JoinAsync();
        });
        engine.Register("locked", async ctx =>
        {
            await ctx.StepAsync("seal", static () => Task.FromResult(Secret), new StepConfig { Serializer = new Lock(this) });
            await ctx.WaitForEventAsync<string>("go");
        });
        engine.Register<Card>("cards", static (_, _) => Task.CompletedTask);
    }

    [Test]
    public async Task EveryRoute_UnderAViewThatHides_KeepsTheSecret()
    {
        await RecordAsync();

        foreach (var path in await PathsAsync())
        {
            await AbsentAsync(HttpMethod.Get, path, body: null);
        }

        foreach (var path in (string[])["executions/unreadable/unblock", "schedules/card/resume", "schedules/card/trigger", "executions/error/retry", "executions/votes/retry"])
        {
            await AbsentAsync(HttpMethod.Post, path, "{}");
        }

        Logs.All.Should().NotContain(static line => line.Text.Contains(Secret, StringComparison.Ordinal));
    }

    [Test]
    public async Task WhatIsNotAPayload_UnderAView_StaysAsItIs()
    {
        await Engine.StartAsync("echo", "e", "x", new StartOptions { Tags = new Dictionary<string, string> { ["customer"] = "Ada" } });
        await (await Engine.FindAsync("e"))!.EndedAsync();

        (await GetAsync("executions/e")).GetProperty("tags").GetProperty("customer").GetString().Should().Be("Ada");
        (await GetAsync("meta")).GetProperty("exports").GetBoolean().Should().BeFalse();
        (await SendAsync(HttpMethod.Get, "executions/e/history/export")).Status.Should().Be(HttpStatusCode.Forbidden);
    }

    private async Task RecordAsync()
    {
        await RunAsync("echo", "input", Secret);
        await RunAsync("echo", "result", Secret);
        await PassTimeUntilEndedAsync(await StartAsync("causes", "error", Secret));
        await PassTimeUntilEndedAsync(await StartAsync("causes", "retried", Secret));
        await Engine.RetryAsync("retried");
        await PassTimeUntilEndedAsync((await Engine.FindAsync("retried"))!);
        await StartAsync("tell", "told", Secret);
        await Engine.StartAsync("echo", "tagged", "x", new StartOptions { Tags = new Dictionary<string, string> { ["card"] = Secret } });
        await StartAsync("approve", "asked");
        await StartAsync("approve", "answered");
        await ParkedAsync("answered");
        await Engine.FailCallbackAsync((await (await Engine.FindAsync("answered"))!.GetOpenCallbacksAsync())[0].CallbackId, new DurableError("Refused", Secret, Quoted, [Secret]));
        await StartAsync("listen", "unread");
        await StartAsync("listen", "read");
        await ParkedAsync("unread");
        await ParkedAsync("read");
        await Engine.RaiseEventWithPayloadAsync("unread", "other", Quoted);
        await Engine.RaiseEventWithPayloadAsync("read", "paid", Quoted);
        await StartAsync("sleep", "canceled");
        await ParkedAsync("canceled");
        await (await Engine.FindAsync("canceled"))!.CancelAsync(Secret);
        await RunAsync("invoke", "parent", Secret);
        await RunAsync("lost", "votes", Secret);
        await StartAsync("locked", "unreadable");
        await QuietAsync(Engine);
        await Engine.Schedules.CreateAsync("card", ScheduleSpec.Every("cards", TimeSpan.FromHours(1)) with { InputPayload = Quoted });
        while ((await Engine.Schedules.FindAsync("card"))!.LastError is null)
        {
            await PassAsync();
        }

        await Engine.Schedules.PauseAsync("card", Secret);
        _hasLostTheKey = true;
        await ReopenAsync(Register);
        while ((await Engine.ListBlockedAsync()).Count == 0)
        {
            await Task.Yield();
        }

        await QuietAsync(Engine);

        // What the engine itself says has it, or this would prove nothing.
        (await Engine.ListBlockedAsync())[0].Message.Should().Contain(Secret);
        (await Engine.Schedules.FindAsync("card"))!.LastError.Should().Contain(Secret);
        (await Engine.Schedules.FindAsync("card"))!.Note.Should().Be(Secret);
    }

    private async Task PassAsync()
    {
        Clock.Advance(TimeSpan.FromMinutes(10));
        await QuietAsync(Engine);
        await Task.Yield();
    }

    /// <summary>Every GET of the API's document, for each execution, operation, scope and schedule.</summary>
    private async Task<List<string>> PathsAsync()
    {
        var operations = new List<(string Execution, string Id)>();
        foreach (var execution in Executions)
        {
            await AddOperationsAsync(operations, execution, parent: null);
        }

        var paths = new List<string>();
        var document = await GetAsync("openapi.json");
        foreach (var path in document.GetProperty("paths").EnumerateObject().Where(static path => path.Value.TryGetProperty("get", out _)).Select(static path => path.Name.TrimStart('/')))
        {
            paths.AddRange(path.Contains("{id}", StringComparison.Ordinal) ? operations.Select(of => path.Replace("{name}", of.Execution, StringComparison.Ordinal).Replace("{id}", of.Id, StringComparison.Ordinal))
                : path.StartsWith("schedules/", StringComparison.Ordinal) ? [path.Replace("{name}", "card", StringComparison.Ordinal)]
                : path.Contains("{name}", StringComparison.Ordinal) ? Executions.Select(name => path.Replace("{name}", name, StringComparison.Ordinal))
                : [path]);
        }

        paths.AddRange(Executions.Select(static name => $"executions/{name}/find?text=e"));
        paths.AddRange(operations.Select(static of => $"executions/{of.Execution}/operations?parent={of.Id}&failedFirst=true"));
        paths.Add("search?q=unread");
        return paths;
    }

    private async Task AddOperationsAsync(List<(string Execution, string Id)> operations, string execution, string? parent)
    {
        foreach (var item in (await GetAsync($"executions/{execution}/operations{(parent is null ? "" : $"?parent={parent}")}")).GetProperty("items").EnumerateArray())
        {
            operations.Add((execution, item.GetProperty("id").GetString()!));
            await AddOperationsAsync(operations, execution, item.GetProperty("id").GetString());
        }
    }

    private async Task AbsentAsync(HttpMethod method, string path, string? body)
    {
        using var request = new HttpRequestMessage(method, Api(path)) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Durable-Console", "1");
        using var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var text = response.Content.Headers.ContentType?.MediaType == "text/event-stream" ? await FirstEventAsync(response) : await response.Content.ReadAsStringAsync();

        text.Should().NotContain(Secret, $"{method} {path}");
        response.Headers.ToString().Should().NotContain(Secret, path);
        ((int)response.StatusCode).Should().BeLessThan(500, $"{method} {path}: {text}");
    }

    // A comment comes first, then an event.
    private static async Task<string> FirstEventAsync(HttpResponseMessage response)
    {
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        var text = new StringBuilder();
        while (await reader.ReadLineAsync() is { } line)
        {
            text.AppendLine(line);
            if (line.StartsWith("data:", StringComparison.Ordinal))
            {
                break;
            }
        }

        return text.ToString();
    }

    private sealed class Hiding : IPayloadView
    {
        public string? Show(RecordedPayload payload) => payload.Text.Contains(Secret, StringComparison.Ordinal) ? null : payload.Text;
    }

    private sealed class Lock(RedactionTests test) : IDurableSerializer
    {
        public string? Serialize<T>(T value, SerializationContext context) => value as string;

        public T Deserialize<T>(string? payload, SerializationContext context) =>
            test._hasLostTheKey ? throw new FormatException($"'{payload}' has no key.") : (T)(object)payload!;
    }

    [JsonConverter(typeof(CardText))]
    private sealed record Card;

    private sealed class CardText : JsonConverter<Card>
    {
        public override Card Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new JsonException($"'{reader.GetString()}' is no card.");

        public override void Write(Utf8JsonWriter writer, Card value, JsonSerializerOptions options) => writer.WriteNullValue();
    }
}
