using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using DurableParallel.Wire;

namespace DurableParallel.Contract.Hosts;

/// <content>The outside, which calls again when the server died in between.</content>
internal sealed partial class ServerContractHost
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Timeout.InfiniteTimeSpan };

    public Task<CallbackAnswer> SucceedCallbackAsync(string callbackId, string? payload = null) => AnswerAsync(callbackId, "succeed", Bytes(payload));

    public Task<CallbackAnswer> FailCallbackAsync(string callbackId, DurableError error) => AnswerAsync(callbackId, "fail", Bytes(error));

    public Task<CallbackAnswer> HeartbeatCallbackAsync(string callbackId) => AnswerAsync(callbackId, "heartbeat", []);

    internal async Task StopAsync(string name, DurableError? error) =>
        Require(await CallAsync(HttpMethod.Post, $"/2025-12-01/durable-executions/{name}/stop", error is null ? [] : Bytes(error)));

    /// <summary>How the execution stands.</summary>
    internal async Task<JsonNode> DescribeAsync(string name)
    {
        var answer = await CallAsync(HttpMethod.Get, $"/2025-12-01/durable-executions/{name}", []);
        Require(answer);
        return JsonNode.Parse(answer.Body)!;
    }

    private static byte[] Bytes(string? text) => text is null ? [] : Encoding.UTF8.GetBytes(text);

    private static byte[] Bytes(DurableError error) => WireJson.Seconds.Write(new WireError
    {
        ErrorType = error.ErrorType,
        ErrorMessage = error.ErrorMessage,
        ErrorData = error.ErrorData,
        StackTrace = error.StackTrace,
    });

    private static void Require((HttpStatusCode Status, string Body, string? Error) answer)
    {
        if ((int)answer.Status >= 300)
        {
            throw new InvalidOperationException($"The server answered {answer.Status}: {answer.Body}");
        }
    }

    // Whoever calls may have a synchronization context that runs nothing.
    private async Task InvokeAsync(string name, string? input)
    {
        while (true)
        {
            var answer = await CallAsync(
                HttpMethod.Post,
                $"/2015-03-31/functions/{name}/invocations",
                Bytes(input),
                ("X-Amz-Invocation-Type", "Event"),
                ("X-Amz-Durable-Execution-Name", name)).ConfigureAwait(false);
            if (answer.Status != HttpStatusCode.NotFound)
            {
                Require(answer);
                return;
            }

            // Whoever runs it is on its way, and makes it known.
            await Task.Yield();
        }
    }

    private async Task<CallbackAnswer> AnswerAsync(string callbackId, string what, byte[] body)
    {
        var (status, _, error) = await CallAsync(HttpMethod.Post, $"/2025-12-01/durable-execution-callbacks/{Uri.EscapeDataString(callbackId)}/{what}", body);
        if ((int)status < 300)
        {
            return CallbackAnswer.Accepted;
        }

        return error == "CallbackTimeoutException" ? CallbackAnswer.Closed : CallbackAnswer.Unknown;
    }

    private async Task<(HttpStatusCode Status, string Body, string? Error)> CallAsync(HttpMethod method, string path, byte[] body, params (string Name, string Value)[] headers)
    {
        while (true)
        {
            var server = await ServerAsync().ConfigureAwait(false);
            try
            {
                using var request = new HttpRequestMessage(method, new Uri(server.Addresses[0], path));
                if (method == HttpMethod.Post)
                {
                    request.Content = new ByteArrayContent(body);
                }

                foreach (var (name, value) in headers)
                {
                    request.Headers.TryAddWithoutValidation(name, value);
                }

                using var response = await _http.SendAsync(request).ConfigureAwait(false);
                var text = await response.Content.ReadAsStringAsync().ConfigureAwait(false);
                if (response.StatusCode != HttpStatusCode.InternalServerError)
                {
                    return (response.StatusCode, text, response.Headers.TryGetValues("X-Amzn-ErrorType", out var errors) ? errors.First().Split(':')[0] : null);
                }
            }
            catch (Exception gone) when (gone is HttpRequestException or IOException or ObjectDisposedException)
            {
                await Task.Yield();
            }
        }
    }
}
