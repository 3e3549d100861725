using System.Net;
using System.Text;
using System.Text.Json;
using DurableParallel.Engine;
using DurableParallel.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Console.Tests;

/// <summary>A journal, an engine on a clock of the test, and an application on a port of this machine that has a console.</summary>
internal abstract class ConsoleFixture
{
    private DirectoryInfo _folder = null!;
    private readonly List<IAsyncDisposable> _opened = [];

    protected ManualTimeProvider Clock { get; private set; } = null!;

    protected DurableEngine Engine { get; private set; } = null!;

    protected WebApplication App { get; private set; } = null!;

    protected HttpClient Http { get; private set; } = null!;

    protected LogLines Logs { get; private set; } = null!;

    protected string JournalPath => Path.Combine(_folder.FullName, "journal.db");

    /// <summary>Where the console is, with a slash at its end.</summary>
    protected Uri Root { get; private set; } = null!;

    protected virtual string Pattern => "/durable";

    [SetUp]
    public async Task SetUpConsole()
    {
        _folder = Directory.CreateTempSubdirectory("durable-console-");
        Clock = new ManualTimeProvider();
        Logs = new LogLines();
        Engine = await DurableEngine.OpenAsync(new DurableEngineOptions { JournalPath = JournalPath, TimeProvider = Clock });
        _opened.Add(Engine);
        Register(Engine);
        App = await MapAsync(ConfigureConsole, Map);
        Http = NewClient(App);
    }

    [TearDown]
    public async Task TearDownConsole()
    {
        Http.Dispose();
        Logs.Dispose();
        foreach (var opened in Enumerable.Reverse(_opened))
        {
            await opened.DisposeAsync();
        }

        _opened.Clear();
        _folder.Delete(recursive: true);
    }

    protected virtual void Register(DurableEngine engine)
    {
    }

    protected virtual void ConfigureConsole(DurableConsoleOptions options)
    {
    }

    /// <summary>Adds what the application has before the console, and conventions to it.</summary>
    protected virtual void Map(WebApplication app, IEndpointConventionBuilder console)
    {
    }

    protected virtual void ConfigureServices(IServiceCollection services)
    {
    }

    protected virtual void Use(WebApplication app)
    {
    }

    /// <summary>Closes the engine, as a process does that ends, and opens its journal again, with a console.</summary>
    protected async Task ReopenAsync(Action<DurableEngine> register)
    {
        await Engine.DisposeAsync();
        Engine = await DurableEngine.OpenAsync(new DurableEngineOptions { JournalPath = JournalPath, TimeProvider = Clock });
        _opened.Add(Engine);
        register(Engine);
        await ServeAsync(Engine);
    }

    /// <summary>Puts a console before another engine.</summary>
    protected async Task ServeAsync(DurableEngine engine)
    {
        var own = Engine;
        Engine = engine;
        Http.Dispose();
        App = await MapAsync(ConfigureConsole, Map);
        Http = NewClient(App);
        Engine = own;
    }

    protected async Task<WebApplication> MapAsync(Action<DurableConsoleOptions> configure, Action<WebApplication, IEndpointConventionBuilder> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(Logs);
        builder.Services.AddSingleton<IDurableEngine>(Engine);
        builder.Services.AddSingleton<TimeProvider>(Clock);
        ConfigureServices(builder.Services);
        var app = builder.Build();
        Use(app);
        map(app, app.MapDurableConsole(Pattern, configure));
        await app.StartAsync();
        _opened.Add(app);
        Root = new Uri($"{app.Urls.First()}{Pattern}/");
        return app;
    }

    protected static HttpClient NewClient(WebApplication app)
    {
        // What this leaves unset, a test sets: no redirects, no cookies, no proxy.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false };
        return new HttpClient(handler) { BaseAddress = new Uri(app.Urls.First()) };
    }

    /// <summary>A path below the API, as a client sends it.</summary>
    protected Uri Api(string path) => new($"{Root}api/{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    protected async Task<JsonElement> GetAsync(string path)
    {
        using var response = await Http.GetAsync(Api(path));
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.Should().Be(HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement;
    }

    protected async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(HttpMethod method, string path, string? body = "{}", Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(method, Api(path));
        if (body is not null && method != HttpMethod.Get && method != HttpMethod.Delete)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        request.Headers.Add("X-Durable-Console", "1");
        change?.Invoke(request);
        using var response = await Http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return (response.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }

    protected async Task<JsonElement> PostAsync(string path, string body = "{}")
    {
        var (status, answer) = await SendAsync(HttpMethod.Post, path, body);
        status.Should().Be(HttpStatusCode.OK, answer.ToString());
        return answer;
    }

    protected static string Encode(string name) => Uri.EscapeDataString(name is "." or ".." or "live" or "counts" or "bulk" || name.StartsWith('~') ? "~" + name : name);
}
