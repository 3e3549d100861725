using System.Globalization;
using System.Text;

namespace DurableParallel.Reliability.Hostile;

/// <summary>Draws requests of a seed: a route of the server, and something in it that should not be.</summary>
/// <param name="arn">The ARN of an execution that is there.</param>
/// <param name="staleToken">A token that was used before.</param>
/// <param name="requestId">The id of an invocation that is open.</param>
internal sealed class HostileRequests(string arn, string staleToken, string requestId)
{
    private static readonly string[] BadSegments =
    [
        "..", "%2e%2e", "..%2f..%2f..%2fetc%2fpasswd", "%00", "a%00b", "%ff%fe", "%c0%ae%c0%ae", "%", "%zz", "%252e%252e", "a%0d%0aX-Injected:%201",
        "%E2%80%AE", "%F0%9F%92%A9", "C:%5Cwindows", "arn:aws:lambda", "arn%3Aaws%3Alambda%3A%3A%3Afunction%3A%2F%2F", "'%20OR%201=1--", "$LATEST", "~", "*",
    ];

    private static readonly string[] BadBodies =
    [
        "", "{", "}", "[]", "null", "true", "1e999999", "\"", "\"\\ud800\"", "{\"\":}", "{\"CheckpointToken\":5}", "{\"CheckpointToken\":null}",
        "{\"CheckpointToken\":\"x\",\"Updates\":{}}", "{\"CheckpointToken\":\"x\",\"Updates\":[null]}", "{\"CheckpointToken\":\"x\",\"Updates\":[5]}",
        "{\"CheckpointToken\":\"x\",\"Updates\":[{\"Id\":5,\"Type\":\"STEP\",\"Action\":\"START\"}]}",
        "{\"CheckpointToken\":\"x\",\"Updates\":[{\"Id\":\"\",\"Type\":\"STEP\",\"Action\":\"START\"}]}",
        "{\"CheckpointToken\":\"x\",\"Updates\":[{\"Id\":\"a\",\"Type\":\"NONE\",\"Action\":\"START\"}]}",
        "{\"CheckpointToken\":\"x\",\"Updates\":[{\"Id\":\"a\",\"Type\":\"WAIT\",\"Action\":\"START\",\"WaitOptions\":{\"WaitSeconds\":-1}}]}",
        "{\"CheckpointToken\":\"x\",\"Updates\":[{\"Id\":\"a\",\"Type\":\"WAIT\",\"Action\":\"START\",\"WaitOptions\":{\"WaitSeconds\":1e300}}]}",
        "{\"CheckpointToken\":\"x\",\"CheckpointToken\":\"y\"}", "{\"ErrorType\":[],\"ErrorMessage\":{}}", "{\"StackTrace\":\"no\"}", "{\"Status\":\"NONE\"}",
        "{\"Status\":\"SUCCEEDED\",\"Error\":{}}", "{\"Status\":5}", "{\"Result\":{}}", "\u00ef\u00bb\u00bf{}",
    ];

    private static readonly string[] BadQueries =
    [
        "?MaxItems=-1", "?MaxItems=99999999999999999999", "?MaxItems=x", "?MaxItems=1001", "?Marker=%00", "?Marker=AAAA", "?Marker=-1", "?ReverseOrder=perhaps",
        "?Statuses=NONE", "?StartedAfter=yesterday", "?StartedBefore=9999999999999", "?CheckpointToken=", "?CheckpointToken=forged", "?Qualifier=%ff", "?%ff=%00", "?=&&&==",
        "?DurableExecutionName=..%2f", "?IncludeExecutionData=5", "?Statuses=RUNNING&Statuses=%00",
    ];

    private static readonly string[] BadHeaders =
    [
        "Origin: http://evil.example", "Origin: null", "X-Amz-Invocation-Type: None", "X-Amz-Durable-Execution-Name: a/b", "X-Amz-Durable-Execution-Name: ..",
        "X-Amz-Tenant-Id: \u00ff\u00fe", "Authorization: AWS4-HMAC-SHA256 Credential=x", "Authorization: Bearer forged", "Authorization: \u00ff",
        "X-Amz-Client-Context: !!!", "Content-Type: text/\u00ff", "Expect: 100-continue", "Content-Encoding: gzip", "Lambda-Runtime-Function-Error-Type: \u00ff",
        "X-Amz-Durable-Execution-Arn: x", "Transfer-Encoding: identity", "Upgrade: websocket", "X-Amz-Date: never",
    ];

    private static readonly string[] ForeignHosts = ["evil.example", "localhost.evil.example", "10.0.0.1", "127.0.0.1.evil.example", "[::2]", "127.1.evil", ""];

    private string[] Routes =>
    [
        "POST /2015-03-31/functions/{f}/invocations", "POST /2025-12-01/durable-executions/{arn}/checkpoint", "GET /2025-12-01/durable-executions/{arn}/state",
        "GET /2025-12-01/durable-executions/{arn}/history", "POST /2025-12-01/durable-executions/{arn}/stop", "GET /2025-12-01/durable-executions/{arn}",
        "GET /2025-12-01/functions/{f}/durable-executions", "POST /2025-12-01/durable-execution-callbacks/{c}/succeed", "POST /2025-12-01/durable-execution-callbacks/{c}/fail",
        "POST /2025-12-01/durable-execution-callbacks/{c}/heartbeat", "GET /health", "GET /runtime/{f}/2018-06-01/runtime/invocation/next",
        "POST /runtime/{f}/2018-06-01/runtime/invocation/{id}/response", "POST /runtime/{f}/2018-06-01/runtime/invocation/{id}/error", "POST /runtime/{f}/2018-06-01/runtime/init/error",
    ];

    public HostileRequest Draw(int seed)
    {
        var random = new Random(seed);
        var route = Routes[seed % Routes.Length];
        var (method, target) = (route[..route.IndexOf(' ', StringComparison.Ordinal)], route[(route.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        var name = $"seed {seed}, {route}";
        var attack = random.Next(9);
        var (host, headers, body, isHttp) = ("127.0.0.1", new List<string>(), Encoding.Latin1.GetBytes("{}"), true);
        var segment = attack == 0 ? Pick(random, BadSegments) : attack == 1 ? new string('a', random.Next(65, 20_000)) : null;
        target = target
            .Replace("{f}", segment ?? "f", StringComparison.Ordinal)
            .Replace("{arn}", segment ?? Uri.EscapeDataString(arn), StringComparison.Ordinal)
            .Replace("{c}", segment ?? (random.Next(2) == 0 ? "forged" : Convert.ToBase64String(Bytes(random, 60)).Replace('/', '_')), StringComparison.Ordinal)
            .Replace("{id}", segment ?? (random.Next(2) == 0 ? Guid.Empty.ToString() : requestId + "0"), StringComparison.Ordinal);
        switch (attack)
        {
            case 2:
                body = Encoding.Latin1.GetBytes(Pick(random, BadBodies));
                break;
            case 3:
                body = LargeBody(random);
                break;
            case 4:
                target += Pick(random, BadQueries);
                break;
            case 5:
                headers.Add(Pick(random, BadHeaders));
                headers.Add(Pick(random, BadHeaders));
                break;
            case 6:
                host = Pick(random, ForeignHosts);
                isHttp = host.Length > 0;
                break;
            case 7:
                body = Encoding.Latin1.GetBytes($$"""{"CheckpointToken":"{{(random.Next(2) == 0 ? staleToken : Convert.ToBase64String(Bytes(random, 24)))}}","Updates":[]}""");
                break;
            case 8:
                (method, isHttp) = random.Next(4) switch
                {
                    0 => ("DELETE", true),
                    1 => ("PUT", true),
                    2 => ("BREW", true),
                    _ => (method + "\u0001", false),
                };
                break;
        }

        var length = random.Next(12) switch
        {
            0 => "Content-Length: 9999999999",
            1 => "Content-Length: -1",
            2 => "Transfer-Encoding: chunked\r\nContent-Length: 3",
            _ => string.Create(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}"),
        };
        isHttp &= length.StartsWith("Content-Length: ", StringComparison.Ordinal) && !length.EndsWith("-1", StringComparison.Ordinal);
        isHttp &= headers.TrueForAll(header => header.All(char.IsAscii) && !header.StartsWith("Transfer", StringComparison.Ordinal)) && !target.Contains("%00", StringComparison.Ordinal) && target.Length < 8_000;
        var head = $"{method} {target} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{string.Concat(headers.Select(header => header + "\r\n"))}{length}\r\n\r\n";
        var mayWait = target.Contains("/next", StringComparison.Ordinal) || target.Contains("/invocations", StringComparison.Ordinal);

        // What is drawn as a body may begin like a chunk, of which the rest never comes.
        var isWhole = !length.StartsWith("Transfer-Encoding", StringComparison.Ordinal);
        return new HostileRequest(name, head, body, isHttp, mayWait, isWhole);
    }

    private static byte[] LargeBody(Random random) => random.Next(5) switch
    {
        0 => Encoding.Latin1.GetBytes(new string('[', 200_000)),
        1 => Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 50_000))),
        2 => Bytes(random, 300_000),
        3 => Encoding.Latin1.GetBytes($"{{\"CheckpointToken\":\"{new string('x', 500_000)}\"}}"),
        _ => Bytes(random, random.Next(1, 200)),
    };

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static string Pick(Random random, string[] from) => from[random.Next(from.Length)];
}
