using System.Text;
using System.Text.Json.Nodes;
using DurableParallel.Server;

namespace DurableParallel.Interop;

/// <summary>A server whose functions run in a process of JavaScript.</summary>
internal abstract class JavaScriptFixture
{
    private const string Functions = "parallel,map,wait,retry,callback,createdCallback,invoke,adder,child,condition,failing,large,stale";
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private DirectoryInfo _folder = null!;

    protected DurableServer Server { get; private set; } = null!;

    protected Uri Address => Server.Addresses[0];

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        JavaScript.Need();
        _folder = Directory.CreateTempSubdirectory("durable-parallel-");
        var command = $"'{JavaScript.Node}' '{Path.Combine(JavaScript.Folder, "runtime.mjs")}'";
        Server = await DurableServer.StartAsync(new DurableServerOptions
        {
            JournalPath = Path.Combine(_folder.FullName, "journal.db"),
            Urls = ["http://127.0.0.1:0"],
            Functions =
            [
                new ServedFunctionOptions { Name = Functions, Command = command },
                new ServedFunctionOptions { Name = "echo", Command = command, IsPlain = true },
            ],
        });
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _http.Dispose();
        if (Server is not null)
        {
            await Server.DisposeAsync();
            _folder.Delete(recursive: true);
        }
    }

    protected async Task<(string Body, string? Error, string Arn)> InvokeAsync(string function, string input = "{}", string type = "RequestResponse")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Address, $"/2015-03-31/functions/{function}/invocations?Qualifier=$LATEST"))
        {
            Content = new StringContent(input, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("X-Amz-Invocation-Type", type);
        using var response = await _http.SendAsync(request);
        return (
            await response.Content.ReadAsStringAsync(),
            response.Headers.TryGetValues("X-Amz-Function-Error", out var error) ? error.Single() : null,
            response.Headers.GetValues("X-Amz-Durable-Execution-Arn").Single());
    }

    protected async Task<IReadOnlyList<JsonObject>> HistoryAsync(string arn)
    {
        var text = await _http.GetStringAsync(new Uri($"{Address.GetLeftPart(UriPartial.Authority)}/2025-12-01/durable-executions/{Uri.EscapeDataString(arn)}/history?MaxItems=1000"));
        return [.. JsonNode.Parse(text)!["Events"]!.AsArray().Select(e => (JsonObject)e!)];
    }
}
