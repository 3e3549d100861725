using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace DurableParallel.Console.Tests.Security;

internal sealed class AccessTests : SampleFixture
{
    private IPAddress? _address;
    private ClaimsPrincipal? _user;

    [SetUp]
    public void BeHere()
    {
        _address = IPAddress.Loopback;
        _user = null;
    }

    protected override void ConfigureConsole(DurableConsoleOptions options) => options.AllowedHosts.Add("dev.box");

    protected override void ConfigureServices(IServiceCollection services)
    {
        services.AddAuthorization();
        services.AddAuthentication("none").AddScheme<AuthenticationSchemeOptions, NobodyHandler>("none", null);
    }

    protected override void Use(WebApplication app)
    {
        app.Use((http, next) =>
        {
            http.Connection.RemoteIpAddress = _address;
            http.User = _user ?? http.User;
            return next(http);
        });
        app.UseAuthorization();
    }

    [TestCase("127.0.0.1", HttpStatusCode.OK)]
    [TestCase("127.8.9.1", HttpStatusCode.OK)]
    [TestCase("::1", HttpStatusCode.OK)]
    [TestCase("::ffff:127.0.0.1", HttpStatusCode.OK)]
    [TestCase("10.0.0.1", HttpStatusCode.Forbidden)]
    [TestCase("::ffff:10.0.0.1", HttpStatusCode.Forbidden)]
    [TestCase("2001:db8::1", HttpStatusCode.Forbidden)]
    [TestCase(null, HttpStatusCode.Forbidden)]
    public async Task Request_WithoutAuthorization_IsAnsweredFromThisMachineAlone(string? address, HttpStatusCode expected)
    {
        _address = address is null ? null : IPAddress.Parse(address);

        (await SendAsync(HttpMethod.Get, "meta")).Status.Should().Be(expected);
        using var page = await Http.GetAsync(Root);
        page.StatusCode.Should().Be(expected);
        (await SendAsync(HttpMethod.Get, "nothing/like/that")).Status.Should().Be(expected == HttpStatusCode.OK ? HttpStatusCode.NotFound : expected);
    }

    [TestCase("localhost", HttpStatusCode.OK)]
    [TestCase("LOCALHOST:80", HttpStatusCode.OK)]
    [TestCase("127.0.0.1:1", HttpStatusCode.OK)]
    [TestCase("[::1]:5000", HttpStatusCode.OK)]
    [TestCase("dev.box:5000", HttpStatusCode.OK)]
    [TestCase("evil.example", HttpStatusCode.Forbidden)]
    [TestCase("localhost.evil.example", HttpStatusCode.Forbidden)]
    [TestCase("127.0.0.1.evil.example", HttpStatusCode.Forbidden)]
    [TestCase("10.0.0.1", HttpStatusCode.Forbidden)]
    public async Task Request_WithoutAuthorization_HasToNameThisMachine(string host, HttpStatusCode expected)
    {
        var (status, body) = await SendAsync(HttpMethod.Get, "meta", change: request => request.Headers.Host = host);

        status.Should().Be(expected);
        if (expected == HttpStatusCode.Forbidden)
        {
            body.GetProperty("error").GetProperty("message").GetString().Should().Contain("host");
            Logs.All.Should().Contain(line => line.Id == 5004);
        }
    }

    [TestCase("X-Forwarded-For", "203.0.113.9")]
    [TestCase("Forwarded", "for=203.0.113.9")]
    [TestCase("X-Real-IP", "203.0.113.9")]
    [TestCase("X-Forwarded-For", "127.0.0.1")]
    public async Task Request_ThatWasForwarded_IsRefusedWithoutAuthorization(string header, string value)
    {
        (await SendAsync(HttpMethod.Get, "meta", change: request => request.Headers.Add(header, value))).Status.Should().Be(HttpStatusCode.Forbidden);
    }

    [Test]
    public void Mapping_WithoutAuthorization_IsSaidInTheLogOnce()
    {
        Logs.All.Where(static line => line.Id is 5001 or 5002).Should().ContainSingle().Which.Text.Should().Contain("/durable").And.Contain("this machine alone");
    }

    [Test]
    public async Task Authorization_OfTheApplication_DecidesFromAnywhere()
    {
        var app = await MapAsync(static _ => { }, static (_, console) => console.RequireAuthorization(static policy => policy.RequireRole("operator")));
        using var http = NewClient(app);
        _address = IPAddress.Parse("203.0.113.9");

        _user = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Role, "operator"), new Claim(ClaimTypes.Name, "mara")], "test"));
        using var allowed = await http.GetAsync("/durable/api/meta");
        (await allowed.Content.ReadAsStringAsync()).Should().Contain("\"user\":\"mara\"");
        _user = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "guest")], "test"));
        using var refused = await http.GetAsync("/durable/api/meta");
        using var page = await http.GetAsync("/durable/");

        refused.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        page.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        Logs.All.Should().Contain(static line => line.Id == 5002);
    }

    [Test]
    public async Task AllowAnonymous_OfTheApplication_OpensNothing()
    {
        var app = await MapAsync(static _ => { }, static (_, console) => console.RequireAuthorization().AllowAnonymous());
        using var http = NewClient(app);
        _address = IPAddress.Parse("203.0.113.9");

        using var refused = await http.GetAsync("/durable/api/meta");

        refused.StatusCode.Should().Be(HttpStatusCode.Forbidden);
    }

    [Test]
    public async Task Conventions_OfTheApplication_HoldForAllEndpoints()
    {
        var app = await MapAsync(static _ => { }, static (_, console) => console.RequireHost("only.example"));
        using var http = NewClient(app);

        foreach (var path in new[] { "/durable/", "/durable/api/meta", "/durable/api/nothing" })
        {
            using var answer = await http.GetAsync(path);
            answer.StatusCode.Should().Be(HttpStatusCode.NotFound, path);
        }
    }

    private sealed class NobodyHandler(
        Microsoft.Extensions.Options.IOptionsMonitor<AuthenticationSchemeOptions> options,
        Microsoft.Extensions.Logging.ILoggerFactory loggers,
        System.Text.Encodings.Web.UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(AuthenticateResult.NoResult());
    }
}
