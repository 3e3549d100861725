using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using DurableParallel.Server;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Reliability.Hostile;

/// <summary>
/// The server under requests that mean it no good: each is answered with a status from 400 to 499 and a code, or is one
/// that is allowed after all. DP_SCALE multiplies how many are drawn.
/// </summary>
[TestFixture]
[NonParallelizable]
internal sealed class HostileTests
{
    private const int Requests = 2_400;
    private const int Connections = 300;
    private const long MemoryLimit = 200L << 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ShortPatience = TimeSpan.FromMilliseconds(300);

    [Test]
    [CancelAfter(3_600_000)]
    public async Task Requests_OfEveryRoute_AreRefusedWithACode([Values] bool isGuarded, CancellationToken cancellationToken)
    {
        using var folder = new TempFolder();
        var log = new ErrorLog();
        await using var server = await StartAsync(folder, log, isGuarded);
        var endpoint = EndpointOf(server);
        var requests = await PrepareAsync(server, isGuarded, cancellationToken);
        var counts = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        var failures = new ConcurrentQueue<string>();
        var before = GC.GetTotalMemory(forceFullCollection: true);

        await Parallel.ForEachAsync(Enumerable.Range(1, Scale.Of(Requests / 2)), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = cancellationToken }, async (seed, _) =>
        {
            var request = requests.Draw(seed);
            var reply = await HostileReply.SendAsync(endpoint, request.ToBytes(), request.MayWait ? ShortPatience : Patience, request.IsWhole);
            counts.AddOrUpdate($"{reply.Status}", 1, static (_, count) => count + 1);
            if (!IsAllowed(request, reply))
            {
                failures.Enqueue($"{reply.Status} {reply.Code} {reply.Body[..Math.Min(80, reply.Body.Length)]}: {request.Name}: {request.Head[..Math.Min(300, request.Head.Length)]}");
            }
        });

        var grown = GC.GetTotalMemory(forceFullCollection: true) - before;
        await TestContext.Out.WriteLineAsync(
            $"{counts.Values.Sum()} requests: {string.Join(", ", counts.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Key} x {c.Value}"))}; memory grew by {grown >> 10} KB");
        failures.Should().BeEmpty();
        log.Errors.Should().BeEmpty("nothing that comes from outside is a failure of the server");
        grown.Should().BeLessThan(MemoryLimit);
        (await HealthAsync(endpoint, isGuarded)).Should().Be(200, "the server is well");
    }

    [Test]
    public async Task Connections_ThatSendALittleAndWait_KeepNobodyElseOut()
    {
        using var folder = new TempFolder();
        await using var server = await StartAsync(folder, new ErrorLog(), isGuarded: false);
        var endpoint = EndpointOf(server);
        var limit = DescriptorLimit();

        // Each connection takes two descriptors here, where both of its ends are.
        var count = (int)Math.Min(Scale.Of(Connections), Math.Max(1, (limit / 2) - 200));
        var sockets = new List<Socket>();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        try
        {
            for (var i = 0; i < count; i++)
            {
                var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                sockets.Add(socket);
                await socket.ConnectAsync(endpoint);
                await socket.SendAsync(Encoding.ASCII.GetBytes(i % 2 == 0
                    ? "POST /2015-03-31/functions/f/invocations HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 6000000\r\n\r\n{"
                    : "GET /health HT"));
            }

            (await HealthAsync(endpoint, isGuarded: false)).Should().Be(200);
            var grown = (GC.GetTotalMemory(forceFullCollection: true) - before) / count;
            await TestContext.Out.WriteLineAsync($"{count} requests that do not end, {grown >> 10} KB each; the descriptor limit is {limit}");
            grown.Should().BeLessThan(200_000, "what a request says about its length is not believed before it has come");
        }
        finally
        {
            sockets.ForEach(socket => socket.Dispose());
        }
    }

    private static bool IsAllowed(HostileRequest request, HostileReply reply) => reply.Status switch
    {
        >= 200 and < 300 => true,
        >= 400 and < 500 => reply.Code is not null || !request.IsHttp,
        0 => !request.IsHttp,
        -1 => request.MayWait,
        _ => false,
    };

    private static Task<DurableServer> StartAsync(TempFolder folder, ErrorLog log, bool isGuarded) => DurableServer.StartAsync(new DurableServerOptions
    {
        JournalPath = folder.Journal,
        Urls = ["http://127.0.0.1:0"],
        Functions = [new ServedFunctionOptions { Name = "f" }],
        LoggerFactory = log,
        Keys = isGuarded ? new ServerKeys { BearerToken = "right" } : null,
        WorkerSecret = isGuarded ? "secret" : null,
    });

    // An execution that is open, in an invocation whose first token was used.
    private static async Task<HostileRequests> PrepareAsync(DurableServer server, bool isGuarded, CancellationToken cancellationToken)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = server.Addresses[0] };
        if (isGuarded)
        {
            client.DefaultRequestHeaders.Authorization = new("Bearer", "right");
        }

        using var start = new HttpRequestMessage(HttpMethod.Post, "/2015-03-31/functions/f/invocations") { Content = new StringContent("{}") };
        start.Headers.Add("X-Amz-Invocation-Type", "Event");
        (await client.SendAsync(start, cancellationToken)).StatusCode.Should().Be(HttpStatusCode.Accepted);
        using var next = await client.GetAsync(new Uri($"/runtime/f/{(isGuarded ? "secret/" : "")}2018-06-01/runtime/invocation/next", UriKind.Relative), cancellationToken);
        var invocation = JsonNode.Parse(await next.Content.ReadAsStringAsync(cancellationToken))!;
        var (arn, token) = ((string)invocation["DurableExecutionArn"]!, (string)invocation["CheckpointToken"]!);
        using var body = new StringContent(new JsonObject { ["CheckpointToken"] = token }.ToJsonString());
        (await client.PostAsync(new Uri($"/2025-12-01/durable-executions/{Uri.EscapeDataString(arn)}/checkpoint", UriKind.Relative), body, cancellationToken))
            .StatusCode.Should().Be(HttpStatusCode.OK);
        return new HostileRequests(arn, token, next.Headers.GetValues("Lambda-Runtime-Aws-Request-Id").Single());
    }

    private static async Task<int> HealthAsync(IPEndPoint endpoint, bool isGuarded)
    {
        var authorization = isGuarded ? "Authorization: Bearer right\r\n" : "";
        var request = Encoding.ASCII.GetBytes($"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n{authorization}\r\n");
        return (await HostileReply.SendAsync(endpoint, request, Patience)).Status;
    }

    private static IPEndPoint EndpointOf(DurableServer server) => new(IPAddress.Loopback, server.Addresses[0].Port);

    private static long DescriptorLimit()
    {
        const string Limits = "/proc/self/limits";
        var line = File.Exists(Limits) ? File.ReadLines(Limits).FirstOrDefault(l => l.StartsWith("Max open files", StringComparison.Ordinal)) : null;
        return long.TryParse(line?[26..46].Trim(), out var limit) ? limit : 1024;
    }

    private sealed class ErrorLog : ILoggerFactory, ILogger
    {
        public ConcurrentQueue<string> Errors { get; } = [];

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            // A process of a function that says that it could not begin is logged as that, and is not a failure of the server.
            var text = formatter(state, exception);
            if (logLevel >= LogLevel.Error && !text.StartsWith("A process of ", StringComparison.Ordinal))
            {
                Errors.Enqueue($"{text} {exception}");
            }
        }
    }
}
