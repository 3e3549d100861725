using System.Net;
using System.Net.Sockets;
using DurableParallel.Server.Tests.Raw;

namespace DurableParallel.Server.Tests.Workers;

/// <summary>Ports that workers have for themselves, for runtime clients that take a host and a port and no path.</summary>
[TestFixture]
internal sealed class WorkerPortTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private TempJournal _journal = null!;
    private DirectoryInfo _folder = null!;

    [SetUp]
    public void MakeJournal()
    {
        _journal = new TempJournal();
        _folder = Directory.CreateTempSubdirectory("durable-ports-");
    }

    [TearDown]
    public void DeleteJournal()
    {
        _journal.Dispose();
        _folder.Delete(recursive: true);
    }

    [Test]
    public async Task Process_ThatTheServerStarts_HasAPortOfItsOwnAndWhatLambdaSets()
    {
        await using var server = await StartAsync(new DurableServerOptions
        {
            Functions = [new ServedFunctionOptions { Name = "f", Command = Shows("f") }, new ServedFunctionOptions { Name = "g", Command = Shows("g") }],
        });
        using var client = new RawClient(server.Addresses[0]);

        var f = await EnvironmentAsync("f");
        var g = await EnvironmentAsync("g");
        await client.StartAsync("f");
        await client.StartAsync("g");
        var next = await NextAsync(g["AWS_LAMBDA_RUNTIME_API"]);

        server.Addresses.Should().HaveCount(1, "the ports of processes are for them alone");
        f["AWS_LAMBDA_RUNTIME_API"].Should().MatchRegex("^127\\.0\\.0\\.1:[0-9]+$").And.NotBe(g["AWS_LAMBDA_RUNTIME_API"]);
        next.Headers["lambda-runtime-invoked-function-arn"].Should().EndWith(":function:g:$LATEST");
        f.Should().Contain("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/f")
            .And.Contain("AWS_LAMBDA_FUNCTION_NAME", "f")
            .And.Contain("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand")
            .And.ContainKeys("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "LAMBDA_TASK_ROOT", "_HANDLER", "TZ", "LANG");
        f["AWS_LAMBDA_LOG_STREAM_NAME"].Should().MatchRegex("^[0-9]{4}/[0-9]{2}/[0-9]{2}/\\[\\$LATEST\\][0-9a-f]{32}$");
    }

    [Test]
    public async Task Process_WhereWorkersMustCarryASecret_HasAPathWithAKeyInstead()
    {
        await using var server = await StartAsync(new DurableServerOptions
        {
            Keys = new ServerKeys { AccessKeyId = "id", SecretAccessKey = "key" },
            WorkerSecret = "secret",
            Functions = [new ServedFunctionOptions { Name = "f", Command = Shows("f") }],
        });

        var shown = await EnvironmentAsync("f");

        shown["AWS_LAMBDA_RUNTIME_API"].Should().MatchRegex($"^{server.Addresses[0].Authority}/runtime/f/[0-9a-f]{{32}}$", "everybody on the machine may call a port");
    }

    [Test]
    public async Task Worker_AtThePortOfAFunction_GetsItsEventsAndNoOthers()
    {
        var (server, port) = await StartAtFreePortAsync();
        await using var held = server;
        using var client = new RawClient(server.Addresses[0]);
        await client.StartAsync("other");
        var arn = await client.StartAsync("f");

        var next = await NextAsync($"127.0.0.1:{port}");
        using var atPort = new RawClient(new Uri($"http://127.0.0.1:{port}"));
        var answered = await atPort.PostAsync(
            $"/2018-06-01/runtime/invocation/{next.Headers["lambda-runtime-aws-request-id"]}/response",
            """{"Status":"SUCCEEDED","Result":"7"}""");

        answered.Status.Should().Be(202);
        ((string?)(await client.EndedAsync(arn))["Result"]).Should().Be("7");
    }

    [Test]
    public async Task Path_OfTheRuntimeApi_IsNoneAtTheServersOwnPort()
    {
        await using var server = await StartAsync(new DurableServerOptions { Functions = [new ServedFunctionOptions { Name = "f" }] });
        using var client = new RawClient(server.Addresses[0]);

        (await client.GetAsync("/2018-06-01/runtime/invocation/next")).Status.Should().Be(404);
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(65536)]
    public void WorkerPort_ThatIsNoPort_IsRefused(int port)
    {
        var making = () => new ServedFunctionOptions { Name = "f", WorkerPort = port };

        making.Should().Throw<ArgumentOutOfRangeException>().Which.ParamName.Should().Be("WorkerPort");
    }

    private static async Task<RawReply> NextAsync(string runtimeApi)
    {
        using var client = new RawClient(new Uri($"http://{runtimeApi}"));
        var reply = await client.GetAsync("/2018-06-01/runtime/invocation/next");
        reply.Status.Should().Be(200, reply.Body);
        return reply;
    }

    private string Shows(string name) => $"sh -c \"env > '{_folder.FullName}/{name}.part'; mv '{_folder.FullName}/{name}.part' '{_folder.FullName}/{name}'; sleep 600\"";

    private async Task<Dictionary<string, string>> EnvironmentAsync(string name)
    {
        var path = Path.Combine(_folder.FullName, name);
        using var late = new CancellationTokenSource(Patience);
        while (!File.Exists(path))
        {
            await Task.Delay(10, late.Token);
        }

        return (await File.ReadAllLinesAsync(path)).Select(line => line.Split('=', 2)).Where(parts => parts.Length == 2)
            .GroupBy(parts => parts[0], StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Last()[1], StringComparer.Ordinal);
    }

    private Task<DurableServer> StartAsync(DurableServerOptions options) => DurableServer.StartAsync(options with { JournalPath = _journal.Path, Urls = ["http://127.0.0.1:0"] });

    // A port that is free may be taken by another process before it is asked for.
    private async Task<(DurableServer Server, int Port)> StartAtFreePortAsync()
    {
        while (true)
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            var port = ((IPEndPoint)probe.LocalEndpoint).Port;
            probe.Stop();
            try
            {
                return (await StartAsync(new DurableServerOptions { Functions = [new ServedFunctionOptions { Name = "f", WorkerPort = port }, new ServedFunctionOptions { Name = "other" }] }), port);
            }
            catch (IOException)
            {
                // Taken meanwhile.
            }
        }
    }
}
