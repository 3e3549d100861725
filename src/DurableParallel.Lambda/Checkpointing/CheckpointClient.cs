using System.Net.Http.Headers;
using Amazon.Runtime;
using DurableParallel.Wire;

namespace DurableParallel.Lambda.Checkpointing;

/// <summary>The service's API over HTTP. A call that fails for a moment is repeated, which its client token makes harmless. Safe from any thread.</summary>
internal sealed class CheckpointClient(HttpClient http, Uri endpoint, RequestSigner signer, ICredentialSource credentials, TimeProvider clock) : ICheckpointApi
{
    private const string ContentType = "application/json";
    private const string ApiVersion = "2025-12-01";
    private const int MaxAttempts = 3;
    private const int PageSize = 1000;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(60);

    public Task<WireCheckpointResponse> CheckpointAsync(string executionArn, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        CallAsync<WireCheckpointResponse>(HttpMethod.Post, Address(executionArn, "checkpoint"), body, cancellationToken);

    public Task<WireState> GetStateAsync(string executionArn, string checkpointToken, string marker, CancellationToken cancellationToken)
    {
        var query = $"?CheckpointToken={Uri.EscapeDataString(checkpointToken)}&Marker={Uri.EscapeDataString(marker)}&MaxItems={PageSize}";
        return CallAsync<WireState>(HttpMethod.Get, Address(executionArn, "state" + query), null, cancellationToken);
    }

    // The ARN is one segment, its slashes escaped.
    private Uri Address(string executionArn, string rest) =>
        new($"{endpoint.AbsoluteUri.TrimEnd('/')}/{ApiVersion}/durable-executions/{Uri.EscapeDataString(executionArn)}/{rest}");

    private async Task<T> CallAsync<T>(HttpMethod method, Uri address, ReadOnlyMemory<byte>? body, CancellationToken cancellationToken)
        where T : class
    {
        for (var attempt = 1; ; attempt++)
        {
            TimeSpan? retryAfter;
            try
            {
                using var response = await SendAsync(method, address, body, cancellationToken).ConfigureAwait(false);
                var answer = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
                if (response.IsSuccessStatusCode)
                {
                    return WireJson.Seconds.Read<T>(answer);
                }

                var error = ServiceError.Read(response, answer);
                if (!error.IsTransient || attempt == MaxAttempts)
                {
                    throw error.ToFault();
                }

                retryAfter = RetryAfter(response.Headers.RetryAfter);
            }
            catch (WireFormatException malformed)
            {
                throw HostFaults.InvokeAgain(LambdaErrorCodes.ProtocolFault, $"The service's answer cannot be read. {malformed.Message}", malformed);
            }
            catch (Exception unreachable) when (unreachable is HttpRequestException or IOException || (unreachable is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                if (attempt == MaxAttempts)
                {
                    throw HostFaults.Unreachable(address, unreachable);
                }

                retryAfter = null;
            }

            var delay = retryAfter ?? FirstDelay * Math.Pow(4, attempt - 1);
            await Task.Delay(delay, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri address, ReadOnlyMemory<byte>? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, address);
        if (body is { } content)
        {
            request.Content = new ReadOnlyMemoryContent(content);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(ContentType);
        }

        if (await FindCredentialsAsync(cancellationToken).ConfigureAwait(false) is { } keys)
        {
            foreach (var (name, value) in signer.Sign(method, address, body is null ? null : ContentType, (body ?? default).Span, keys, clock.GetUtcNow()))
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var limited = new CancellationTokenSource(AttemptTimeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limited.Token, cancellationToken);
        return await http.SendAsync(request, HttpCompletionOption.ResponseContentRead, either.Token).ConfigureAwait(false);
    }

    private async ValueTask<ImmutableCredentials?> FindCredentialsAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await credentials.GetAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonClientException missing)
        {
            throw HostFaults.InvokeAgain(
                LambdaErrorCodes.NotConfigured,
                $"No AWS credentials to sign checkpoints with: {missing.Message} Give the function a role, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.",
                missing);
        }
    }

    private static TimeSpan? RetryAfter(RetryConditionHeaderValue? header) =>
        header?.Delta is { } delta ? (delta < LongestRetryAfter ? delta : LongestRetryAfter) : null;
}
