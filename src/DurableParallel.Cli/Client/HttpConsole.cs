using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace DurableParallel.Cli.Client;

/// <summary>A console that an application or a server has mapped somewhere.</summary>
internal sealed class HttpConsole : IConsoleClient
{
    /// <summary>Where a server on this machine has its console.</summary>
    public const string DefaultUrl = "http://127.0.0.1:9911/console";

    private readonly HttpClient _http;
    private readonly ApiCalls _calls;

    private HttpConsole(HttpClient http, Uri api)
    {
        _http = http;
        Where = api.AbsoluteUri;
        _calls = new ApiCalls(http, api, Where);
    }

    public string Where { get; }

    /// <summary>Finds the console at an address: there, or where applications and servers usually map it.</summary>
    /// <param name="url">The console's address, or that of the application.</param>
    /// <param name="token">A bearer token; null for none.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static async Task<HttpConsole> OpenAsync(string url, string? token, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw CliException.Usage($"--url needs the address of a console, such as {DefaultUrl}, and '{url}' is none.");
        }

        var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }, disposeHandler: true) { Timeout = TimeSpan.FromSeconds(30) };
        if (token is not null)
        {
            http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        }

        try
        {
            foreach (var path in (string[])["", "/durable", "/console"])
            {
                var found = new HttpConsole(http, new Uri($"{address.GetLeftPart(UriPartial.Path).TrimEnd('/')}{path}/api"));
                if (await found.IsThereAsync(cancellationToken))
                {
                    return found;
                }
            }
        }
        catch
        {
            http.Dispose();
            throw;
        }

        http.Dispose();
        throw new CliException(ExitCode.Unreachable, $"There is no console at {url}. Give the address that it is mapped at, for example {DefaultUrl}.");
    }

    public Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken) => _calls.GetAsync(path, cancellationToken);

    public Task<string> GetTextAsync(string path, CancellationToken cancellationToken) => _calls.GetTextAsync(path, cancellationToken);

    public Task<JsonElement> SendAsync(HttpMethod method, string path, string? body, CancellationToken cancellationToken) =>
        _calls.SendAsync(method, path, body, cancellationToken);

    public async IAsyncEnumerable<JsonElement> FollowAsync(string execution, int after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var answer = await _calls.OpenAsync($"{ApiPath.Of(execution)}/history/stream?after={after}", cancellationToken);
        await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var item in SseParser.Create(body).EnumerateAsync(cancellationToken))
        {
            using var document = JsonDocument.Parse(item.Data);
            if (item.EventType == "history")
            {
                foreach (var one in document.RootElement.EnumerateArray())
                {
                    yield return one.Clone();
                }
            }
            else if (item.EventType == "end")
            {
                yield return document.RootElement.Clone();
                yield break;
            }
        }
    }

    public Task RefreshAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<bool> IsThereAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await GetAsync("/meta", cancellationToken)).Has("product");
        }
        catch (CliException other) when (other.ExitCode == ExitCode.NotFound || other.InnerException is JsonException)
        {
            return false;
        }
    }
}
