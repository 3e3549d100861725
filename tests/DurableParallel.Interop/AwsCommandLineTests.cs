using System.ComponentModel;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using DurableParallel.Server;

namespace DurableParallel.Interop;

/// <summary>The AWS CLI against our server. The function runs in this process and speaks the wire by hand.</summary>
[TestFixture]
[CancelAfter(120_000)]
internal sealed class AwsCommandLineTests
{
    private DirectoryInfo? _folder;
    private DurableServer? _server;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        try
        {
            var (code, output, error) = await ForeignProgram.RunAsync("aws", ["lambda", "invoke", "help"], new Uri("http://127.0.0.1"));
            if (code != 0 || !output.Contains("durable-execution-name", StringComparison.Ordinal))
            {
                Skip($"the AWS CLI is too old or does not run: {error}");
            }
        }
        catch (Win32Exception missing)
        {
            Skip($"there is no AWS CLI: {missing.Message}");
        }

        _folder = Directory.CreateTempSubdirectory("durable-parallel-");
        _server = await DurableServer.StartAsync(new DurableServerOptions
        {
            JournalPath = Path.Combine(_folder.FullName, "journal.db"),
            Urls = ["http://127.0.0.1:0"],
            Functions = [new ServedFunctionOptions { Name = "hello", Handler = HelloAsync }, new ServedFunctionOptions { Name = "asks", Handler = AskAsync }],
        });
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
            _folder!.Delete(recursive: true);
        }
    }

    [Test]
    public async Task Commands_FromInvokeToStop_Work()
    {
        var answer = Path.Combine(_folder!.FullName, "answer.json");
        var invoked = await AwsAsync("invoke", "--function-name", "hello", "--durable-execution-name", "n1", answer);
        var arn = (string)invoked["DurableExecutionArn"]!;
        var shown = await AwsAsync("get-durable-execution", "--durable-execution-arn", arn);
        var history = await AwsAsync("get-durable-execution-history", "--durable-execution-arn", arn, "--include-execution-data");
        var listed = await AwsAsync("list-durable-executions-by-function", "--function-name", "hello", "--statuses", "SUCCEEDED");

        (await File.ReadAllTextAsync(answer)).Should().Be("\"Hello\"");
        ((string?)shown["Status"]).Should().Be("SUCCEEDED");
        ((string?)shown["Result"]).Should().Be("\"Hello\"");
        history["Events"]!.AsArray().Select(e => (string?)e!["EventType"]).Should().Equal("ExecutionStarted", "InvocationCompleted", "ExecutionSucceeded");
        listed["DurableExecutions"]!.AsArray().Select(execution => (string?)execution!["DurableExecutionName"]).Should().Equal("n1");
    }

    [Test]
    public async Task Commands_ForACallback_CompleteIt()
    {
        var invoked = await AwsAsync("invoke", "--function-name", "asks", "--durable-execution-name", "c1", "--invocation-type", "Event", Path.Combine(_folder!.FullName, "none.json"));
        var arn = (string)invoked["DurableExecutionArn"]!;
        string? id = null;
        while (id is null)
        {
            var history = await AwsAsync("get-durable-execution-history", "--durable-execution-arn", arn);
            id = history["Events"]!.AsArray().Select(e => (string?)e!["CallbackStartedDetails"]?["CallbackId"]).FirstOrDefault(found => found is not null);
        }

        await AwsAsync("send-durable-execution-callback-heartbeat", "--callback-id", id);
        await AwsAsync("send-durable-execution-callback-success", "--callback-id", id, "--result", "\"yes\"");

        (await _server!.Engine.FindAsync("c1").Result!.GetResultPayloadAsync()).Should().Be("\"yes\"");
    }

    [Test]
    public async Task Commands_ThatStop_Stop()
    {
        var invoked = await AwsAsync("invoke", "--function-name", "asks", "--durable-execution-name", "s1", "--invocation-type", "Event", Path.Combine(_folder!.FullName, "none2.json"));
        var arn = (string)invoked["DurableExecutionArn"]!;

        await AwsAsync("stop-durable-execution", "--durable-execution-arn", arn, "--error", "ErrorType=Mine,ErrorMessage=Enough");
        var shown = await AwsAsync("get-durable-execution", "--durable-execution-arn", arn);

        ((string?)shown["Status"]).Should().Be("STOPPED");
        ((string?)shown["Error"]!["ErrorMessage"]).Should().Be("Enough");
    }

    [Test]
    public async Task Errors_HaveTheNamesThatTheCommandLineKnows()
    {
        var (code, _, error) = await ForeignProgram.RunAsync(
            "aws",
            ["lambda", "get-durable-execution", "--durable-execution-arn", "arn:aws:lambda:us-east-1:000000000000:function:hello:1/durable-execution/none/none"],
            _server!.Addresses[0]);

        code.Should().NotBe(0);
        error.Should().Contain("(ResourceNotFoundException)");
    }

    [TestCase("local", true)]
    [TestCase("another", false)]
    public async Task Signature_OfTheCommandLine_IsVerified(string secret, bool isRight)
    {
        await using var server = await DurableServer.StartAsync(new DurableServerOptions
        {
            JournalPath = Path.Combine(_folder!.FullName, $"{secret}.db"),
            Urls = ["http://127.0.0.1:0"],
            Functions = [new ServedFunctionOptions { Name = "hello", Handler = HelloAsync }],
            Keys = new ServerKeys { AccessKeyId = "local", SecretAccessKey = secret },
        });

        var invoked = await ForeignProgram.RunAsync(
            "aws",
            ["lambda", "invoke", "--function-name", "hello", "--durable-execution-name", "n", Path.Combine(_folder.FullName, "signed.json")],
            server.Addresses[0]);
        var shown = await ForeignProgram.RunAsync("aws", ["lambda", "get-durable-execution-history", "--durable-execution-arn", "arn:aws:lambda:local:000000000000:function:hello:$LATEST/durable-execution/n/x", "--max-items", "3"], server.Addresses[0]);

        (invoked.ExitCode == 0).Should().Be(isRight, invoked.Error);
        shown.Error.Should().Contain(isRight ? "(ResourceNotFoundException)" : "(InvalidSignatureException)");
    }

    private async Task<JsonObject> AwsAsync(params string[] arguments)
    {
        var (code, output, error) = await ForeignProgram.RunAsync("aws", ["lambda", .. arguments, "--output", "json"], _server!.Addresses[0]);
        code.Should().Be(0, error);
        return string.IsNullOrWhiteSpace(output) ? [] : (JsonObject)JsonNode.Parse(output)!;
    }

    private static void Skip(string reason)
    {
        TestContext.Progress.WriteLine($"Skipped: {reason}");
        Assert.Ignore(reason);
    }

    private static Task<Stream> HelloAsync(FunctionRequest request, CancellationToken cancellationToken) =>
        Task.FromResult<Stream>(Answer("""{"Status":"SUCCEEDED","Result":"\"Hello\""}"""));

    private async Task<Stream> AskAsync(FunctionRequest request, CancellationToken cancellationToken)
    {
        var envelope = await JsonNode.ParseAsync(request.Payload, cancellationToken: cancellationToken);
        var operations = envelope!["InitialExecutionState"]!["Operations"]!.AsArray();
        if (operations.FirstOrDefault(operation => (string?)operation!["Id"] == "k") is { } callback)
        {
            return (string?)callback["Status"] == "SUCCEEDED"
                ? Answer(new JsonObject { ["Status"] = "SUCCEEDED", ["Result"] = (string?)callback["CallbackDetails"]!["Result"] }.ToJsonString())
                : Answer("""{"Status":"PENDING"}""");
        }

        using var http = new HttpClient();
        var arn = Uri.EscapeDataString((string)envelope["DurableExecutionArn"]!);
        var body = string.Create(CultureInfo.InvariantCulture, $$"""{"CheckpointToken":"{{(string?)envelope["CheckpointToken"]}}","Updates":[{"Id":"k","Type":"CALLBACK","Action":"START"}]}""");
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await http.PostAsync(new Uri($"{_server!.Addresses[0].GetLeftPart(UriPartial.Authority)}/2025-12-01/durable-executions/{arn}/checkpoint"), content, cancellationToken);
        response.EnsureSuccessStatusCode();
        return Answer("""{"Status":"PENDING"}""");
    }

    private static MemoryStream Answer(string text) => new MemoryStream(Encoding.UTF8.GetBytes(text));
}
