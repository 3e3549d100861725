using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace DurableParallel.Reliability.Hostile;

/// <summary>
/// The server as a program, under more connections than the system lets it have open files: it takes so many that enough
/// is left for its own, goes on for those that it has, answers again when they are gone, and has lost nothing. DP_SCALE
/// multiplies the limit.
/// </summary>
[TestFixture]
[NonParallelizable]
[Platform("Linux")]
internal sealed class DescriptorTests
{
    private const int Limit = 512;
    private const int Executions = 40;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ShortPatience = TimeSpan.FromMilliseconds(500);

    [Test]
    [CancelAfter(600_000)]
    public async Task Connections_UpToTheDescriptorLimit_LoseNothing(CancellationToken cancellationToken)
    {
        using var folder = new TempFolder(isInMemory: false);
        var limit = (int)Math.Min(Scale.Of(Limit), LimitOf("self") / 2);
        var acknowledged = new List<string>();
        using var crowded = StartServer(folder, limit);
        var endpoint = await ListeningAsync(crowded, cancellationToken);
        LimitOf($"{crowded.Id}").Should().Be(limit, "the shell has lowered it for the server");
        using var client = ClientOf(endpoint);
        acknowledged.Add(await StartExecutionAsync(client, 0, cancellationToken));

        var sockets = await CrowdAsync(endpoint, limit + 50, cancellationToken);
        var newcomer = await HostileReply.SendAsync(endpoint, Health, ShortPatience);
        for (var number = 1; number < Executions; number++)
        {
            acknowledged.Add(await StartExecutionAsync(client, number, cancellationToken));
        }

        var open = Directory.GetFileSystemEntries($"/proc/{crowded.Id}/fd").Length;
        await TestContext.Out.WriteLineAsync(
            $"{sockets.Length} requests that do not end, {open} descriptors open of {limit}; a further connection gets {newcomer.Status}, the one before them got {acknowledged.Count} starts");
        newcomer.Status.Should().BeLessThan(1, "it takes no more connections: it closes them, or has them wait");
        open.Should().BeInRange(limit / 2, limit - 1, "it takes many, and keeps some descriptors for itself");
        Array.ForEach(sockets, static socket => socket.Dispose());
        (await WhenHealthyAsync(endpoint, cancellationToken)).Should().BeTrue("it answers again");
        (await MissingAsync(client, acknowledged, cancellationToken)).Should().BeEmpty();
        crowded.HasExited.Should().BeFalse();

        crowded.Kill();
        using var next = StartServer(folder, limit);
        using var later = ClientOf(await ListeningAsync(next, cancellationToken));
        (await MissingAsync(later, acknowledged, cancellationToken)).Should().BeEmpty("nothing acknowledged is lost");
    }

    private static byte[] Health => Encoding.ASCII.GetBytes("GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");

    private static Child StartServer(TempFolder folder, int limit) => Child.StartServer(
        ["--journal", folder.Journal, "--urls", "http://127.0.0.1:0", "--function", "f"],
        "sh", "-c", string.Create(CultureInfo.InvariantCulture, $"ulimit -n {limit}; exec \"$@\""), "sh");

    private static async Task<IPEndPoint> ListeningAsync(Child server, CancellationToken cancellationToken)
    {
        const string Says = "Listening on ";
        while (await server.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith(Says, StringComparison.Ordinal))
            {
                server.Drain();
                return new IPEndPoint(IPAddress.Loopback, new Uri(line[Says.Length..]).Port);
            }
        }

        throw new InvalidOperationException($"The server ended before it listened: {await server.EndAsync(cancellationToken)}");
    }

    private static HttpClient ClientOf(IPEndPoint endpoint) => new(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 1, PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan })
    {
        BaseAddress = new Uri($"http://{endpoint}"),
        Timeout = Patience,
    };

    private static async Task<string> StartExecutionAsync(HttpClient client, int number, CancellationToken cancellationToken)
    {
        using var start = new HttpRequestMessage(HttpMethod.Post, "/2015-03-31/functions/f/invocations") { Content = new StringContent("{}") };
        start.Headers.Add("X-Amz-Invocation-Type", "Event");
        start.Headers.Add("X-Amz-Durable-Execution-Name", string.Create(CultureInfo.InvariantCulture, $"crowd-{number}"));
        using var reply = await client.SendAsync(start, cancellationToken);
        reply.StatusCode.Should().Be(HttpStatusCode.Accepted);
        return reply.Headers.GetValues("X-Amz-Durable-Execution-Arn").Single();
    }

    // Half of them with a body that does not end, half with a head that does not; all come at once.
    private static async Task<Socket[]> CrowdAsync(IPEndPoint endpoint, int count, CancellationToken cancellationToken)
    {
        var sockets = new Socket[count];
        await Task.WhenAll(Enumerable.Range(0, count).Select(async number =>
        {
            var socket = sockets[number] = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            var start = number % 2 == 0 ? "POST /2015-03-31/functions/f/invocations HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\n\r\n{" : "GET /health HT";
            try
            {
                await socket.ConnectAsync(endpoint, cancellationToken);
                await socket.SendAsync(Encoding.ASCII.GetBytes(start), cancellationToken);
            }
            catch (SocketException)
            {
                // Closed at once, as one too many.
            }
        }));
        return sockets;
    }

    // That the connections are gone, the server hears a little later than they are.
    private static async Task<bool> WhenHealthyAsync(IPEndPoint endpoint, CancellationToken cancellationToken)
    {
        var isHealthy = false;
        for (var attempt = 0; attempt < 100 && !isHealthy; attempt++)
        {
            isHealthy = (await HostileReply.SendAsync(endpoint, Health, Patience)).Status == 200;
            await Task.Delay(isHealthy ? 0 : 50, cancellationToken);
        }

        return isHealthy;
    }

    private static async Task<List<string>> MissingAsync(HttpClient client, List<string> acknowledged, CancellationToken cancellationToken)
    {
        var missing = new List<string>();
        foreach (var arn in acknowledged)
        {
            using var reply = await client.GetAsync(new Uri($"/2025-12-01/durable-executions/{Uri.EscapeDataString(arn)}", UriKind.Relative), cancellationToken);
            var body = await reply.Content.ReadAsStringAsync(cancellationToken);
            if (reply.StatusCode != HttpStatusCode.OK || (string?)JsonNode.Parse(body)!["Status"] != "RUNNING")
            {
                missing.Add($"{arn}: {reply.StatusCode} {body}");
            }
        }

        return missing;
    }

    private static long LimitOf(string process)
    {
        var line = File.ReadLines($"/proc/{process}/limits").First(static line => line.StartsWith("Max open files", StringComparison.Ordinal));
        return long.Parse(line[26..46].Trim(), CultureInfo.InvariantCulture);
    }
}
