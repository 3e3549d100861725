using System.Net;
using System.Text;

namespace DurableParallel.Console.Tests.Security;

internal sealed class ActionRuleTests : SampleFixture
{
    private static readonly (HttpMethod Method, string Path, string Body)[] Actions =
    [
        (HttpMethod.Post, "executions", """{"function":"echo","name":"new"}"""),
        (HttpMethod.Post, "executions/sleeper/stop", "{}"),
        (HttpMethod.Post, "executions/sleeper/cancel", "{}"),
        (HttpMethod.Post, "executions/sleeper/retry", "{}"),
        (HttpMethod.Post, "executions/sleeper/fork", """{"at":"nap","name":"copy"}"""),
        (HttpMethod.Post, "executions/sleeper/unblock", "{}"),
        (HttpMethod.Post, "executions/sleeper/events/paid", "{}"),
        (HttpMethod.Delete, "executions/sleeper", ""),
        (HttpMethod.Post, "executions/bulk/stop", """{"expected":10}"""),
        (HttpMethod.Post, "executions/bulk/cancel", """{"expected":10}"""),
        (HttpMethod.Post, "executions/bulk/retry", """{"expected":10}"""),
        (HttpMethod.Post, "executions/bulk/purge", """{"expected":10}"""),
        (HttpMethod.Post, "callbacks/x/succeed", "{}"),
        (HttpMethod.Post, "callbacks/x/fail", """{"message":"no"}"""),
        (HttpMethod.Post, "callbacks/x/heartbeat", "{}"),
        (HttpMethod.Post, "schedules", """{"name":"s","function":"echo","intervalMs":60000}"""),
        (HttpMethod.Put, "schedules/s", """{"function":"echo","intervalMs":60000}"""),
        (HttpMethod.Delete, "schedules/s", ""),
        (HttpMethod.Post, "schedules/s/pause", "{}"),
        (HttpMethod.Post, "schedules/s/resume", "{}"),
        (HttpMethod.Post, "schedules/s/trigger", "{}"),
    ];

    [Test]
    public async Task Actions_OfTheWholeApi_AreListedHere()
    {
        var document = await GetAsync("openapi.json");

        var actions = document.GetProperty("paths").EnumerateObject()
            .SelectMany(static path => path.Value.EnumerateObject().Where(static method => method.Name is "post" or "put" or "delete").Select(method => $"{method.Name} {path.Name}"))
            .Where(static action => !action.Contains("what-if", StringComparison.Ordinal));

        actions.Should().HaveCount(Actions.Length);
    }

    [TestCaseSource(nameof(Actions))]
    public async Task Action_WithoutTheHeader_ChangesNothing((HttpMethod Method, string Path, string Body) action) =>
        await RefusedAsync(action, static request => request.Headers.Remove("X-Durable-Console"), "Forbidden");

    [TestCaseSource(nameof(Actions))]
    public async Task Action_OfAPageOfAnotherOrigin_ChangesNothing((HttpMethod Method, string Path, string Body) action)
    {
        await RefusedAsync(action, static request => request.Headers.Add("Origin", "https://evil.example"), "Forbidden");
        await RefusedAsync(action, static request => request.Headers.Add("Origin", "null"), "Forbidden");
        await RefusedAsync(action, static request => request.Headers.Add("Sec-Fetch-Site", "cross-site"), "Forbidden");
        await RefusedAsync(action, static request => request.Headers.Add("Sec-Fetch-Site", "same-site"), "Forbidden");
    }

    [TestCaseSource(nameof(Actions))]
    public async Task Action_OfAReadOnlyConsole_ChangesNothing((HttpMethod Method, string Path, string Body) action)
    {
        var app = await MapAsync(static options => options.ReadOnly = true, static (_, _) => { });
        using var http = NewClient(app);

        await RefusedAsync(action, static _ => { }, "ReadOnly");

        (await GetAsync("meta")).GetProperty("readOnly").GetBoolean().Should().BeTrue();
        (await GetAsync("executions/sleeper")).GetProperty("actions").EnumerateArray().Should().BeEmpty();
    }

    [Test]
    public async Task Action_OfAPageOfThisOrigin_IsDoneAndLogged()
    {
        await StartAsync("sleep", "sleeper");

        var (status, _) = await SendAsync(HttpMethod.Post, "executions/sleeper/stop", "{}", request =>
        {
            request.Headers.Add("Origin", Root.GetLeftPart(UriPartial.Authority));
            request.Headers.Add("Sec-Fetch-Site", "same-origin");
        });

        status.Should().Be(HttpStatusCode.OK);
        Logs.All.Should().ContainSingle(static line => line.Id == 5003).Which.Text.Should().Contain("StopExecution").And.Contain("sleeper").And.Contain("127.0.0.1").And.EndWith("done.");
    }

    [Test]
    public async Task Action_ThatFails_IsLogged()
    {
        await SendAsync(HttpMethod.Post, "executions/none%0Asuch/stop");

        var line = Logs.All.Should().ContainSingle(static line => line.Id == 5003).Subject.Text;
        line.Should().Contain("not done").And.NotContain("\n", "a name must not begin a line of its own");
    }

    [TestCase("text/plain")]
    [TestCase("application/x-www-form-urlencoded")]
    [TestCase("multipart/form-data; boundary=x")]
    public async Task Action_WithABodyThatFormsCanSend_ChangesNothing(string contentType)
    {
        var (status, _) = await SendAsync(HttpMethod.Post, "executions", null, request =>
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes("""{"function":"echo","name":"new"}"""));
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        });

        status.Should().Be(HttpStatusCode.UnsupportedMediaType);
        (await Engine.FindAsync("new")).Should().BeNull();
    }

    [Test]
    public async Task Action_AskedForByGet_IsNone()
    {
        await StartAsync("sleep", "sleeper");

        (await SendAsync(HttpMethod.Get, "executions/sleeper/stop")).Status.Should().Be(HttpStatusCode.NotFound);

        (await Engine.FindAsync("sleeper"))!.Status.Should().Be(DurableParallel.Engine.ExecutionStatus.Running);
    }

    [Test]
    public async Task Reading_ForAPageOfAnotherOrigin_IsRefused()
    {
        (await SendAsync(HttpMethod.Get, "executions", change: static request => request.Headers.Add("Sec-Fetch-Site", "cross-site"))).Status.Should().Be(HttpStatusCode.Forbidden);
    }

    private async Task RefusedAsync((HttpMethod Method, string Path, string Body) action, Action<HttpRequestMessage> change, string code)
    {
        var sleeper = await Engine.StartAsync("sleep", "sleeper");

        var (status, body) = await SendAsync(action.Method, action.Path, action.Body, change);

        status.Should().Be(HttpStatusCode.Forbidden);
        body.GetProperty("error").GetProperty("code").GetString().Should().Be(code);
        sleeper.Status.Should().Be(DurableParallel.Engine.ExecutionStatus.Running);
        (await Engine.CountAsync()).Should().Be(1);
        (await Engine.Schedules.ListAsync()).Should().BeEmpty();
    }
}
