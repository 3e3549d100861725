using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace DurableParallel.Interop;

/// <summary>The server as a program with its console, and two workers that attach to it: one of AWS's SDK for JavaScript, one of this library.</summary>
[TestFixture]
[CancelAfter(120_000)]
internal sealed class WorkersInTheConsoleTests
{
    private static readonly string CSharpWorker = Path.Combine(
        AppContext.BaseDirectory.Replace("DurableParallel.Interop", "DurableParallel.Lambda.Probe", StringComparison.Ordinal),
        "DurableParallel.Lambda.Probe.dll");

    private readonly List<Process> _programs = [];
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });
    private DirectoryInfo _folder = null!;
    private Uri _server = null!;
    private Uri _console = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        JavaScript.Need();
        _folder = Directory.CreateTempSubdirectory("durable-parallel-");
        var server = Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "DurableParallel.Server.dll"), "--journal", Path.Combine(_folder.FullName, "journal.db"), "--urls", "http://127.0.0.1:0", "--function", "wait", "--function", "parallel", "--function", "checks"], environment: []);
        while (_server is null || _console is null)
        {
            var line = await server.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The server ended before it listened.");
            _server ??= AddressIn(line, "Listening on ")!;
            _console ??= AddressIn(line, "Console at ")!;
        }

        _ = server.StandardOutput.ReadToEndAsync();
        Attach(JavaScript.Node, [Path.Combine(JavaScript.Folder, "runtime.mjs")], "wait,parallel");
        Attach("dotnet", [CSharpWorker, Path.Combine(_folder.FullName, "unused"), "checks"], "checks");
    }

    [OneTimeTearDown]
    public void Stop()
    {
        foreach (var program in _programs)
        {
            program.Kill(entireProcessTree: true);
            program.WaitForExit();
            program.Dispose();
        }

        _http.Dispose();
        _folder?.Delete(recursive: true);
    }

    [TestCase("parallel", """{"value":1}""", "[2,3]", "checks", new[] { "left", "right" })]
    [TestCase("checks", "{}", "\"5 checked\"", "checks", new[] { "rules", "stock" })]
    public async Task Console_ExecutionOfAWorker_HasItsTreeAndItsTimeline(string function, string input, string expected, string scope, string[] branches)
    {
        (await InvokeAsync(function, input)).Should().Be(expected);

        var listed = (await GetAsync($"executions?function={function}")).GetProperty("items").EnumerateArray().Should().ContainSingle().Subject;
        listed.GetProperty("status").GetString().Should().Be("Succeeded");
        var path = $"executions/{Uri.EscapeDataString(listed.GetProperty("name").GetString()!)}";
        var rows = (await GetAsync($"{path}/operations")).GetProperty("items").EnumerateArray().ToList();
        var found = rows.Should().ContainSingle(row => row.GetProperty("name").GetString() == scope).Subject;
        found.GetProperty("scope").ValueKind.Should().Be(JsonValueKind.Object, "it is a scope");
        var id = found.GetProperty("id").GetString();
        var below = (await GetAsync($"{path}/operations?parent={id}")).GetProperty("items").EnumerateArray().ToList();
        below.Select(static row => row.GetProperty("name").GetString()).Should().BeEquivalentTo(branches);
        below.Should().OnlyContain(static row => row.GetProperty("status").GetString() == "Succeeded" && row.GetProperty("segments").GetArrayLength() > 0 && row.GetProperty("children").GetInt32() > 0);
        (await GetAsync($"{path}/scopes/{id}/strip")).GetProperty("peak").GetInt32().Should().BeInRange(1, 2);
        (await GetAsync($"{path}/boundaries")).EnumerateArray().Select(static boundary => boundary.GetProperty("kind").GetString())
            .Should().StartWith(["begin", "resume"], "it waits, and no process of its is kept for that");
        (await GetAsync(path)).GetProperty("result").GetProperty("text").GetString().Should().Be(expected);
        (await GetAsync($"{path}/history?limit=1000")).ToString().Should().Contain("InvocationCompleted");
    }

    [Test]
    public async Task Console_FunctionsOfWorkers_AreServed()
    {
        await InvokeAsync("wait", "{}");

        var functions = (await GetAsync("functions")).GetProperty("items").EnumerateArray().ToDictionary(static item => item.GetProperty("name").GetString()!);

        functions.Should().ContainKey("wait");
        functions["wait"].GetProperty("versions")[0].GetProperty("served").GetBoolean().Should().BeTrue();
        (await _http.GetStringAsync(_console)).Should().Contain("<title>");
    }

    private static Uri? AddressIn(string line, string label) => line.StartsWith(label, StringComparison.Ordinal) ? new Uri(line[label.Length..].Trim()) : null;

    private void Attach(string program, string[] arguments, string functions)
    {
        var authority = _server.Authority;
        Start(program, arguments, new Dictionary<string, string>
        {
            ["AWS_LAMBDA_RUNTIME_API"] = $"{authority}/runtime/{functions}",
            ["AWS_ENDPOINT_URL_LAMBDA"] = $"http://{authority}",
            ["AWS_ACCESS_KEY_ID"] = "local",
            ["AWS_SECRET_ACCESS_KEY"] = "local",
            ["AWS_REGION"] = "us-east-1",
            ["NO_PROXY"] = "127.0.0.1,localhost",
        });
    }

    private Process Start(string program, string[] arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        _programs.Insert(0, process);
        return process;
    }

    private async Task<string> InvokeAsync(string function, string input)
    {
        using var content = new StringContent(input, Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(new Uri(_server, $"/2015-03-31/functions/{function}/invocations?Qualifier=$LATEST"), content);
        return await response.Content.ReadAsStringAsync();
    }

    private async Task<JsonElement> GetAsync(string path)
    {
        using var response = await _http.GetAsync(new Uri(_console, $"api/{path}"));
        var text = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.Should().BeTrue($"{path}: {text}");
        return JsonDocument.Parse(text).RootElement;
    }
}
