using System.Net;
using System.Net.Http.Headers;

namespace DurableParallel.Console.Tests.Ui;

internal sealed class UiFilesTests : ConsoleFixture
{
    protected override string Pattern => "/ops/durable";

    [Test]
    public async Task Mount_WithoutASlash_LeadsToTheOneWith()
    {
        using var answer = await Http.GetAsync("/ops/durable?q=1");

        answer.StatusCode.Should().Be(HttpStatusCode.Redirect);
        answer.Headers.Location!.ToString().Should().Be("/ops/durable/?q=1");
    }

    [TestCase("")]
    [TestCase("executions")]
    [TestCase("executions/a%2Fb")]
    [TestCase("some/place/within")]
    [TestCase("index.html")]
    public async Task Place_WithinThePage_GetsThePage(string path)
    {
        using var answer = await Http.GetAsync(new Uri(Root, path));

        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.Should().Be("text/html");
        answer.Headers.CacheControl!.NoCache.Should().BeTrue();
        (await answer.Content.ReadAsStringAsync()).Should().Contain("<html");
    }

    [Test]
    public async Task Page_Headers_ForbidScriptsAndFramesOfOthers()
    {
        using var answer = await Http.GetAsync(Root);

        answer.Headers.GetValues("Content-Security-Policy").Single().Should().ContainAll("default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'")
            .And.NotContain("unsafe");
        answer.Headers.GetValues("X-Content-Type-Options").Should().Equal("nosniff");
        answer.Headers.GetValues("Referrer-Policy").Should().Equal("no-referrer");
    }

    [Test]
    public async Task Page_AskedForAgain_IsNotSentAgain()
    {
        using var first = await Http.GetAsync(Root);
        using var request = new HttpRequestMessage(HttpMethod.Get, Root);
        request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var second = await Http.SendAsync(request);

        second.StatusCode.Should().Be(HttpStatusCode.NotModified);
        first.Headers.ETag!.IsWeak.Should().BeFalse();
    }

    [TestCase("assets/../../secret")]
    [TestCase("assets/..%2f..%2fsecret")]
    [TestCase("assets/%2e%2e/%2e%2e/etc/passwd")]
    [TestCase("assets/..\\..\\appsettings.json")]
    [TestCase("assets/none.js")]
    [TestCase("assets//etc/passwd")]
    public async Task Path_ToAFileThatIsNone_GivesNone(string path)
    {
        using var answer = await Http.GetAsync(new Uri($"{Root}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));

        answer.StatusCode.Should().BeOneOf(HttpStatusCode.NotFound, HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync()).Should().NotContain("root:").And.NotContain("ConnectionStrings");
        if (answer.StatusCode == HttpStatusCode.OK)
        {
            answer.Content.Headers.ContentType!.MediaType.Should().Be("text/html", "it is a place within the page");
        }
    }

    [Test]
    public async Task Assets_ThatWereBuilt_AreKeptForEverAndCompressed()
    {
        var assets = typeof(DurableConsoleOptions).Assembly.GetManifestResourceNames()
            .Where(static name => name.StartsWith("wwwroot/assets/", StringComparison.Ordinal) && !name.EndsWith(".br", StringComparison.Ordinal) && !name.EndsWith(".gz", StringComparison.Ordinal))
            .Select(static name => name["wwwroot/".Length..])
            .ToList();

        foreach (var asset in assets)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Root, asset));
            request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("br"));
            using var answer = await Http.SendAsync(request);

            answer.StatusCode.Should().Be(HttpStatusCode.OK);
            answer.Headers.CacheControl!.MaxAge.Should().Be(TimeSpan.FromDays(365));
        }
    }
}
