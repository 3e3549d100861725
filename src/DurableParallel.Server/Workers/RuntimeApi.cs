using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using DurableParallel.Errors;
using DurableParallel.Server.Api;
using DurableParallel.Server.Logging;
using DurableParallel.Wire;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace DurableParallel.Server.Workers;

/// <summary>
/// Lambda's Runtime API for the processes that run functions, below a path that says for which:
/// /runtime/NAMES/2018-06-01/runtime, or with a secret behind the names. At a worker's own port it is as in Lambda.
/// </summary>
internal sealed class RuntimeApi(WorkerDesk desk, FunctionTable functions, WorkerProcesses processes, WorkerPorts ports, ServerSettings settings, ILogger logger)
{
    private const string Version = "2018-06-01";
    private const int AnswerLimit = 13 * 1024 * 1024;
    private const int ErrorLimit = 1024 * 1024;
    private const string ErrorTypeHeader = "Lambda-Runtime-Function-Error-Type";
    private static readonly string[] Tools = ["curl/", "Wget"];
    private static readonly byte[] Accepted = """{"status":"OK"}"""u8.ToArray();

    /// <summary>Whether a request is one of a worker at a port of its own, where the path does not say for which functions.</summary>
    public bool IsAtOwnPort(ApiRequest request) => request.Segments is [Version, "runtime", ..] && ports.Find(request.Http.Connection.LocalPort) is not null;

    /// <summary>Handles what comes to a worker's own port; false when the path is none of this API's.</summary>
    public Task<bool> TryHandleAtOwnPortAsync(ApiRequest request) => ports.Find(request.Http.Connection.LocalPort) is { } port
        ? TryHandleAsync(request, port.Functions, port.Process, request.Segments[2..])
        : Task.FromResult(false);

    /// <summary>Handles what is behind /runtime; false when the path is none of this API's.</summary>
    public async Task<bool> TryHandleAsync(ApiRequest request)
    {
        var path = request.Segments.AsMemory(1);
        if (path.Length < 3 || WorkerFunctions.Parse(path.Span[0]) is not { } names)
        {
            return false;
        }

        var secret = path.Span[1] == Version ? null : path.Span[1];
        path = path[(secret is null ? 1 : 2)..];
        if (path.Length < 3 || path.Span[0] != Version || path.Span[1] != "runtime")
        {
            return false;
        }

        var process = processes.Find(secret);
        if (process is null && !MayPass(secret))
        {
            throw ApiException.AccessDenied("The path of workers carries a secret here: /runtime/NAMES/SECRET/2018-06-01/runtime. Give the one that the server was configured with.");
        }

        return await TryHandleAsync(request, names, process, path[2..].ToArray()).ConfigureAwait(false);
    }

    private async Task<bool> TryHandleAsync(ApiRequest request, WorkerFunctions names, WorkerProcess? process, string[] path)
    {
        switch (request.Method, path)
        {
            case ("GET", ["invocation", "next"]):
                await NextAsync(request, names, process).ConfigureAwait(false);
                return true;
            case ("POST", ["invocation", var id, "response"]):
                await RespondAsync(request, id).ConfigureAwait(false);
                return true;
            case ("POST", ["invocation", var id, "error"]):
                var body = await request.ReadBodyAsync(ErrorLimit).ConfigureAwait(false);
                await AnswerAsync(request, id, new FunctionAnswer(body, ErrorTrimmer.Trim(ErrorBody.Read(body, request.Header(ErrorTypeHeader))))).ConfigureAwait(false);
                return true;
            case ("POST", ["init", "error"]):
                var error = ErrorBody.Read(await request.ReadBodyAsync(ErrorLimit).ConfigureAwait(false), request.Header(ErrorTypeHeader));
                process?.OnInitError(ErrorTrimmer.Trim(error));
                logger.ProcessNotStarted(ShownList.Of(names.Names, names.Names.Count), error.ErrorType, error.ErrorMessage);
                await ApiResponse.WriteAsync(request.Http, StatusCodes.Status202Accepted, Accepted).ConfigureAwait(false);
                return true;
            default:
                return false;
        }
    }

    private async Task NextAsync(ApiRequest request, WorkerFunctions names, WorkerProcess? process)
    {
        names = names.Narrow(request.Header(WireHeaders.WorkerFunctions));
        functions.OnAttached(names);
        process?.OnAsked();
        var http = request.Http;
        var call = new NextCall(names, await WorkerAsync(request, process).ConfigureAwait(false));
        if (request.Aborted.IsCancellationRequested)
        {
            // Nobody would hear that an event went to a connection that was closed before.
            return;
        }

        desk.Ask(call);
        FunctionEvent next;
        using (request.Aborted.Register(static state => ((Action)state!)(), () => desk.Cancel(call)))
        {
            try
            {
                next = await call.Event.ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // There is no answer that says that there is no event.
                http.Abort();
                return;
            }
        }

        var headers = http.Response.Headers;
        headers["Lambda-Runtime-Aws-Request-Id"] = next.RequestId;
        headers["Lambda-Runtime-Deadline-Ms"] = next.Deadline.ToString(CultureInfo.InvariantCulture);
        headers["Lambda-Runtime-Invoked-Function-Arn"] = next.FunctionArn;
        headers["Lambda-Runtime-Trace-Id"] = TraceId();
        if (next.IsResumed)
        {
            headers[WireHeaders.Resumed] = WireHeaders.True;
        }

        if (next.TenantId is not null)
        {
            headers["Lambda-Runtime-Aws-Tenant-Id"] = next.TenantId;
        }

        if (next.ClientContext is not null)
        {
            headers["Lambda-Runtime-Client-Context"] = next.ClientContext;
        }

        await ApiResponse.WriteAsync(http, StatusCodes.Status200OK, next.Payload).ConfigureAwait(false);
    }

    private async Task RespondAsync(ApiRequest request, string id)
    {
        byte[] body;
        try
        {
            body = await request.ReadBodyAsync(AnswerLimit).ConfigureAwait(false);
        }
        catch (ApiException tooLarge) when (tooLarge.Status == StatusCodes.Status413PayloadTooLarge)
        {
            // The process hears of it and says so itself, as an error of the function.
            await WriteAsync(request, StatusCodes.Status413PayloadTooLarge, "RequestEntityTooLarge", $"Exceeded maximum allowed payload size ({AnswerLimit} bytes).").ConfigureAwait(false);
            return;
        }

        await AnswerAsync(request, id, new FunctionAnswer(body)).ConfigureAwait(false);
    }

    private async Task AnswerAsync(ApiRequest request, string id, FunctionAnswer answer)
    {
        if (await desk.TryAnswerAsync(id, request.Http.Connection.Id, answer).ConfigureAwait(false))
        {
            await ApiResponse.WriteAsync(request.Http, StatusCodes.Status202Accepted, Accepted).ConfigureAwait(false);
        }
        else
        {
            await WriteAsync(request, StatusCodes.Status400BadRequest, "InvalidRequestID", "Invalid request ID").ConfigureAwait(false);
        }
    }

    private static Task WriteAsync(ApiRequest request, int status, string type, string message) => ApiResponse.WriteAsync(
        request.Http,
        status,
        Encoding.UTF8.GetBytes($$"""{"errorType":"{{type}}","errorMessage":"{{message}}"}"""));

    private async Task<Delivery> WorkerAsync(ApiRequest request, WorkerProcess? started)
    {
        var http = request.Http;
        var peer = Watch(http);
        var staysOpen = http.Request.Protocol != "HTTP/1.0" && !http.Request.Headers.Connection.Contains("close", StringComparer.OrdinalIgnoreCase);
        if (request.Header(WireHeaders.WorkerLoop) is { } loop)
        {
            return new Delivery(loop, Runtime: null, started, http.Connection.Id, started is null ? peer : null, staysOpen);
        }

        var process = peer is null ? null : await peer.ProcessAsync().ConfigureAwait(false);
        if (Tools.Any(tool => request.Header("User-Agent")?.StartsWith(tool, StringComparison.OrdinalIgnoreCase) == true))
        {
            // A script's: the tool ends with its call and says nothing of the script, which starts it for the next one.
            var script = process is null ? null : PeerProcess.ParentOf(process.Value);
            return new Delivery(script is null ? null : $"script {script}", Runtime: null, started, http.Connection.Id, Peer: null, StaysOpen: false);
        }

        var runtime = process is null ? $"{http.Connection.RemoteIpAddress}" : $"process {process}";
        return new Delivery(Loop: null, runtime, started, http.Connection.Id, started is null ? peer : null, staysOpen);
    }

    /// <summary>Looks at a connection from its first call on; whoever is at its end stays there.</summary>
    private ConnectionPeer? Watch(HttpContext http)
    {
        var items = http.Features.Get<IConnectionItemsFeature>()?.Items;
        if (http.Features.Get<IConnectionLifetimeFeature>() is not { } lifetime || items is null)
        {
            return null;
        }

        if (items.TryGetValue(typeof(ConnectionPeer), out var known))
        {
            return (ConnectionPeer?)known;
        }

        var connection = http.Connection;
        var peer = new ConnectionPeer(EndPoint(connection.RemoteIpAddress, connection.RemotePort), EndPoint(connection.LocalIpAddress, connection.LocalPort));
        items.Add(typeof(ConnectionPeer), peer);
        var id = connection.Id;
        lifetime.ConnectionClosed.Register(() => desk.OnConnectionClosed(id));
        return peer;
    }

    // A server that listens on both versions sees a caller of version 4 by an address of version 6.
    private static IPEndPoint? EndPoint(IPAddress? address, int port) =>
        address is null ? null : new IPEndPoint(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, port);

    private bool MayPass(string? secret) => settings.WorkerSecret is null
        ? secret is null
        : secret is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(settings.WorkerSecret));

    private static string TraceId() =>
        $"Root=1-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12))};Parent={Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))};Sampled=0";
}
