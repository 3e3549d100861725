using System.Net;
using System.Text.Json;

namespace DurableParallel.Console.Tests.Security;

internal sealed class HostileTests : SampleFixture
{
    private const string Script = "<script>alert('x')</script>";

    private static readonly string[] Names =
    [
        "plain", "a/b", "a%2Fb", "a%252Fb", "%", "100 %", "..", ".", "~", "~x", "~~", "a..b/../c", "\\..\\", Script, "ünïcödé 日本語 🐱", "a?b#c&d=e+f", "  spaces  ", "\"quoted\"", new string('名', 256), "live", "counts", "bulk",
    ];

    [TestCaseSource(nameof(Names))]
    public async Task Name_OfAnyCharacters_IsFoundUnderItsPath(string name)
    {
        await RunAsync("echo", name, Script);

        foreach (var rest in new[] { "", "/operations", "/history", "/boundaries", "/find?text=say" })
        {
            await GetAsync($"executions/{Encode(name)}{rest}");
        }

        (await GetAsync($"executions/{Encode(name)}")).GetProperty("name").GetString().Should().Be(name);
        (await GetAsync($"executions?name={Uri.EscapeDataString(name)}")).GetProperty("items")[0].GetProperty("name").GetString().Should().Be(name);
        using var input = await Http.GetAsync(Api($"executions/{Encode(name)}/input"));
        (await input.Content.ReadAsStringAsync()).Should().Be(JsonSerializer.Serialize(Script, Unescaped));
        input.Content.Headers.ContentDisposition!.DispositionType.Should().Be("attachment");
        input.Content.Headers.ContentType!.MediaType.Should().Be("application/octet-stream");
        input.Headers.GetValues("X-Content-Type-Options").Should().Equal("nosniff");
    }

    [Test]
    public async Task Name_WithASlash_IsNotThatWithAPercentSign()
    {
        await RunAsync("echo", "a/b", "slash");
        await RunAsync("echo", "a%2Fb", "percent");

        (await GetAsync("executions/a%2Fb")).GetProperty("input").GetProperty("text").GetString().Should().Contain("slash");
        (await GetAsync("executions/a%252Fb")).GetProperty("input").GetProperty("text").GetString().Should().Contain("percent");
    }

    [Test]
    public async Task Payloads_WithMarkup_AreJsonTextsWithoutMarkup()
    {
        await RunAsync("fail", "bad", Script);

        foreach (var path in new[] { "executions", "executions/bad", "executions/bad/history", "executions/bad/operations" })
        {
            using var answer = await Http.GetAsync(Api(path));
            answer.Content.Headers.ContentType!.MediaType.Should().Be("application/json");
            (await answer.Content.ReadAsStringAsync()).Should().NotContain("<script", "a text that is taken for a page would run");
            answer.Headers.GetValues("Content-Security-Policy").Single().Should().Contain("default-src 'none'").And.Contain("sandbox");
            answer.Headers.CacheControl!.NoStore.Should().BeTrue();
        }

        (await GetAsync("executions/bad")).GetProperty("error").GetProperty("message").GetString().Should().Contain(Script);
    }

    [TestCase("executions?limit=0")]
    [TestCase("executions?limit=1001")]
    [TestCase("executions?limit=99999999999999999999")]
    [TestCase("executions?limit=-1")]
    [TestCase("executions?limit=1e3")]
    [TestCase("executions?limit=1&limit=2")]
    [TestCase("executions?status=Nonsense")]
    [TestCase("executions?status=1")]
    [TestCase("executions?state=nope")]
    [TestCase("executions?order=random")]
    [TestCase("executions?startedAfter=yesterday")]
    [TestCase("executions?startedAfter=2026")]
    [TestCase("executions?tag=novalue")]
    [TestCase("executions?tag=a=1&tag=a=2")]
    [TestCase("executions?after=nonsense")]
    [TestCase("executions?after=%00")]
    [TestCase("executions?unknown=1")]
    [TestCase("executions?Status=Running")]
    [TestCase("executions/counts?limit=1")]
    [TestCase("executions/x/operations?limit=2001")]
    [TestCase("executions/x/operations?offset=-1")]
    [TestCase("executions/x/operations?failedFirst=yes")]
    [TestCase("executions/x/operations/density?buckets=0")]
    [TestCase("executions/x/operations/density?buckets=2001")]
    [TestCase("executions/x/history?after=-1")]
    [TestCase("executions/x/history?limit=1001")]
    [TestCase("executions/x/history?run=0")]
    [TestCase("executions/x/find")]
    [TestCase("executions/x/scopes/y/strip?buckets=999999")]
    [TestCase("callbacks?limit=5000")]
    [TestCase("callbacks?after=zzz")]
    [TestCase("blocked?limit=0")]
    [TestCase("figures/history?minutes=61")]
    [TestCase("search")]
    public async Task Query_ThatIsNotValid_IsABadRequest(string path)
    {
        await RunAsync("echo", "x", "y");

        var (status, body) = await SendAsync(HttpMethod.Get, path);

        status.Should().Be(HttpStatusCode.BadRequest, body.ToString());
        body.GetProperty("error").GetProperty("code").GetString().Should().NotBeNullOrEmpty();
    }

    [TestCase("executions/none")]
    [TestCase("executions/none/history")]
    [TestCase("executions/none/history/stream")]
    [TestCase("executions/none/history/export")]
    [TestCase("executions/none/operations")]
    [TestCase("executions/x/operations?parent=none")]
    [TestCase("executions/x/operations/none")]
    [TestCase("executions/x/scopes/none/strip")]
    [TestCase("executions/x/status")]
    [TestCase("schedules/none")]
    [TestCase("../api/../api/nothing")]
    [TestCase("executions/x/y/z")]
    public async Task Path_OfNothing_IsNotFound(string path)
    {
        await RunAsync("echo", "x", "y");

        (await SendAsync(HttpMethod.Get, path)).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [TestCase("not json")]
    [TestCase("[]")]
    [TestCase("null")]
    [TestCase("\"text\"")]
    [TestCase("""{"function":"echo"}""")]
    [TestCase("""{"function":"echo","name":"n","extra":1}""")]
    [TestCase("""{"function":"echo","name":"n","name":"m"}""")]
    [TestCase("""{"function":"echo","name":7}""")]
    [TestCase("""{"function":null,"name":"n"}""")]
    [TestCase("""{"function":"echo","name":""}""")]
    [TestCase("""{"function":"echo","name":"line\nbreak"}""")]
    [TestCase("""{"function":"echo","name":"\ud800"}""")]
    [TestCase("""{"function":"echo","name":"n","tags":{"":"v"}}""")]
    [TestCase("""{"function":"echo","name":"n","tenant":"ünï"}""")]
    [TestCase("""{"function":"echo","name":"n","startAt":"soon"}""")]
    [TestCase("""{"function":"echo","name":"n","input":"{ not json"}""")]
    public async Task Body_ThatIsNotValid_StartsNothing(string body)
    {
        var (status, answer) = await SendAsync(HttpMethod.Post, "executions", body);

        status.Should().Be(HttpStatusCode.BadRequest, answer.ToString());
        (await Engine.CountAsync()).Should().Be(0);
    }

    [Test]
    public async Task Body_NestedVeryDeeply_IsRefused()
    {
        var body = $$"""{"function":"echo","name":"n","tags":{{string.Concat(Enumerable.Repeat("[", 100_000))}}""";

        (await SendAsync(HttpMethod.Post, "executions", body)).Status.Should().Be(HttpStatusCode.BadRequest);
    }

    [Test]
    public async Task Callback_OfAnyId_IsNotFoundOrRefused()
    {
        foreach (var id in new[] { "x", "..", "%2e%2e", "a%2Fb", Convert.ToBase64String([0xff, 0xfe, 0x0a, 0x31]), new string('A', 3000) })
        {
            var (status, answer) = await SendAsync(HttpMethod.Post, $"callbacks/{id}/succeed", """{"payload":"1"}""");

            status.Should().BeOneOf(HttpStatusCode.NotFound, HttpStatusCode.BadRequest);
            answer.GetProperty("error").GetProperty("message").GetString().Should().NotBeNullOrEmpty();
        }
    }

    [Test]
    public async Task Header_OfAVeryLongOrigin_IsRefusedShortly()
    {
        var (status, body) = await SendAsync(HttpMethod.Get, "meta", change: static request => request.Headers.Add("Origin", "http://" + new string('a', 5000)));

        status.Should().Be(HttpStatusCode.Forbidden);
        body.GetProperty("error").GetProperty("message").GetString()!.Length.Should().BeLessThan(600);
    }

    private static readonly JsonSerializerOptions Unescaped = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
