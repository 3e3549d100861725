using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;

namespace DurableParallel.Server.Workers;

/// <summary>Calls functions that are servers themselves, as the images of Lambda's emulator are. How long they take is theirs to say.</summary>
internal sealed class EndpointCaller(int concurrency, TimeProvider time) : IDisposable
{
    private const int LargestAnswer = 16 * 1024 * 1024;
    private const string Invocations = "/invocations";

    // The emulator runs one function and calls it so, unless its environment names it.
    private const string EmulatorName = "function";
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<string, EndpointQueue> _queues = new(StringComparer.OrdinalIgnoreCase);
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = LargestAnswer,
    };

    /// <summary>Sends an event when it is its turn, unless it is not wanted any more by then.</summary>
    public async Task<FunctionAnswer> CallAsync(Uri endpoint, FunctionEvent next, Task unwanted)
    {
        var queue = _queues.GetOrAdd(endpoint.Authority, _ => new EndpointQueue(concurrency));
        if (!await queue.EnterAsync(unwanted).ConfigureAwait(false))
        {
            return FunctionAnswer.Withdrawn;
        }

        try
        {
            return await CallInTurnAsync(queue, endpoint, next, unwanted).ConfigureAwait(false);
        }
        catch (HttpRequestException fault)
        {
            return FunctionAnswer.Exited(next.RequestId, $"The function at {endpoint} did not answer: {fault.Message}");
        }
        finally
        {
            queue.Leave();
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<FunctionAnswer> CallInTurnAsync(EndpointQueue queue, Uri endpoint, FunctionEvent next, Task unwanted)
    {
        var begun = time.GetTimestamp();
        var pause = FirstPause;
        while (true)
        {
            using var response = await SendAsync(queue, endpoint, next).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.BadRequest || time.GetElapsedTime(begun) >= next.Function.InvocationTimeout)
            {
                return await ReadAsync(response, endpoint, next).ConfigureAwait(false);
            }

            // The emulator answers so while it runs an event of another client. It is busy in real time, whatever time the executions live in.
            await Task.WhenAny(Task.Delay(pause, TimeProvider.System), unwanted).ConfigureAwait(false);
            if (unwanted.IsCompleted)
            {
                return FunctionAnswer.Withdrawn;
            }

            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task<HttpResponseMessage> SendAsync(EndpointQueue queue, Uri endpoint, FunctionEvent next)
    {
        if (endpoint.AbsolutePath.EndsWith(Invocations, StringComparison.Ordinal))
        {
            return await PostAsync(endpoint, next).ConfigureAwait(false);
        }

        if (!queue.IsEmulator)
        {
            var response = await PostAsync(AddressOf(endpoint, next.Function.Name), next).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.NotFound)
            {
                return response;
            }

            response.Dispose();
        }

        var answer = await PostAsync(AddressOf(endpoint, EmulatorName), next).ConfigureAwait(false);
        queue.IsEmulator = answer.StatusCode != HttpStatusCode.NotFound;
        return answer;
    }

    private static Uri AddressOf(Uri endpoint, string name) =>
        new(endpoint, $"{endpoint.AbsolutePath.TrimEnd('/')}/2015-03-31/functions/{Uri.EscapeDataString(name)}{Invocations}{endpoint.Query}");

    private async Task<HttpResponseMessage> PostAsync(Uri address, FunctionEvent next)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(next.Payload) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (next.TenantId is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Amz-Tenant-Id", next.TenantId);
        }

        return await _http.SendAsync(request).ConfigureAwait(false);
    }

    private static async Task<FunctionAnswer> ReadAsync(HttpResponseMessage response, Uri endpoint, FunctionEvent next)
    {
        var body = await response.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
        if (response.Headers.Contains("X-Amz-Function-Error"))
        {
            return new FunctionAnswer(body, ErrorBody.Read(body, errorType: null));
        }

        return response.IsSuccessStatusCode
            ? ErrorBody.IsError(body) ? new FunctionAnswer(body, ErrorBody.Read(body, errorType: null)) : new FunctionAnswer(body)
            : FunctionAnswer.Exited(next.RequestId, $"The function at {endpoint} answered with status {(int)response.StatusCode}");
    }
}
