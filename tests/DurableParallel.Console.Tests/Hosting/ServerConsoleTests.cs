using System.Net;
using DurableParallel.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Console.Tests.Hosting;

internal sealed class ServerConsoleTests
{
    private DirectoryInfo _folder = null!;
    private HttpClient _http = null!;

    [SetUp]
    public void MakeFolder()
    {
        _folder = Directory.CreateTempSubdirectory("durable-console-server-");
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
    }

    [TearDown]
    public void DeleteFolder()
    {
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    private DurableServerOptions Options => new() { JournalPath = Path.Combine(_folder.FullName, "journal.db"), Urls = ["http://127.0.0.1:0"], Functions = [new ServedFunctionOptions { Name = "double" }] };

    [Test]
    public async Task Server_ByDefault_HasAConsoleBesideTheWire()
    {
        await using var server = await DurableServer.StartAsync(Options);
        var root = server.Addresses[0];

        using var page = await _http.GetAsync(server.ConsoleAddress);
        using var meta = await _http.GetAsync(new Uri(server.ConsoleAddress!, "api/meta"));
        using var functions = await _http.GetAsync(new Uri(server.ConsoleAddress!, "api/functions"));
        using var wire = await _http.GetAsync(new Uri(root, "2025-12-01/functions/double/durable-executions"));
        using var nothing = await _http.GetAsync(new Uri(root, "nothing"));

        server.ConsoleAddress.Should().Be(new Uri(root, "console/"));
        page.StatusCode.Should().Be(HttpStatusCode.OK);
        (await meta.Content.ReadAsStringAsync()).Should().Contain("journal.db");
        (await functions.Content.ReadAsStringAsync()).Should().Contain("double");
        wire.StatusCode.Should().Be(HttpStatusCode.OK);
        nothing.StatusCode.Should().Be(HttpStatusCode.NotFound);
        nothing.Headers.Should().ContainKey("x-amzn-ErrorType", "the wire's own answer");
    }

    [Test]
    public async Task Server_WithTheConsoleTurnedOff_HasNone()
    {
        await using var server = await DurableServer.StartAsync(Options with { HasConsole = false });

        using var page = await _http.GetAsync(new Uri(server.Addresses[0], "console/"));

        page.StatusCode.Should().Be(HttpStatusCode.NotFound);
        server.ConsoleAddress.Should().BeNull();
    }

    [Test]
    public async Task Server_WithKeys_AnswersTheConsoleForThisMachineAlone()
    {
        await using var server = await DurableServer.StartAsync(Options with { Keys = new ServerKeys { BearerToken = "a-long-enough-secret-token" }, WorkerSecret = "another-long-secret" });

        using var own = await _http.GetAsync(new Uri(server.ConsoleAddress!, "api/meta"));
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server.ConsoleAddress!, "api/meta"));
        request.Headers.Host = "evil.example";
        using var rebound = await _http.SendAsync(request);
        using var wire = await _http.GetAsync(new Uri(server.Addresses[0], "2025-12-01/functions/double/durable-executions"));

        own.StatusCode.Should().Be(HttpStatusCode.OK);
        rebound.StatusCode.Should().Be(HttpStatusCode.Forbidden);
        wire.StatusCode.Should().Be(HttpStatusCode.Forbidden, "keys are asked for as before");
    }

    [Test]
    public async Task Program_WithAServer_MapsAConsoleOfItsOwn()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddDurableServer(server => server.JournalPath = Options.JournalPath);
        await using var app = builder.Build();
        app.UseDurableServer();
        app.MapDurableConsole("/ops");
        await app.StartAsync();

        using var meta = await _http.GetAsync($"{app.Urls.First()}/ops/api/meta");

        meta.StatusCode.Should().Be(HttpStatusCode.OK);
        await app.StopAsync();
    }
}
