using System.Net.Http.Headers;

namespace DurableParallel.Server.Workers;

/// <summary>Calls functions that are servers themselves, as the images of Lambda's emulator are. How long they take is theirs to say.</summary>
internal sealed class EndpointCaller : IDisposable
{
    private const int LargestAnswer = 16 * 1024 * 1024;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = LargestAnswer,
    };

    public async Task<FunctionAnswer> CallAsync(Uri endpoint, FunctionEvent next)
    {
        var address = new Uri(endpoint, $"/2015-03-31/functions/{Uri.EscapeDataString(next.Function.Name)}/invocations");
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(next.Payload) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        if (next.TenantId is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Amz-Tenant-Id", next.TenantId);
        }

        try
        {
            using var response = await _http.SendAsync(request).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
            if (response.Headers.Contains("X-Amz-Function-Error"))
            {
                return new FunctionAnswer(body, ErrorBody.Read(body, errorType: null));
            }

            return response.IsSuccessStatusCode
                ? ErrorBody.IsError(body) ? new FunctionAnswer(body, ErrorBody.Read(body, errorType: null)) : new FunctionAnswer(body)
                : FunctionAnswer.Exited(next.RequestId, $"The function at {endpoint} answered with status {(int)response.StatusCode}");
        }
        catch (HttpRequestException fault)
        {
            return FunctionAnswer.Exited(next.RequestId, $"The function at {endpoint} did not answer: {fault.Message}");
        }
    }

    public void Dispose() => _http.Dispose();
}
