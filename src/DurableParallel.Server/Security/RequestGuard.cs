using System.Net;
using System.Security.Cryptography;
using System.Text;
using DurableParallel.Server.Api;
using Microsoft.AspNetCore.Http;

namespace DurableParallel.Server.Security;

/// <summary>
/// Who may ask. Without a key the server is for this machine alone, and a browser that some page has led here is not let
/// in: it would say where it comes from, or name a host that is not this machine. With a key every request must prove it.
/// </summary>
internal sealed class RequestGuard(ServerKeys? keys, TimeProvider time)
{
    private const int SignedBodyLimit = 40 * 1024 * 1024;
    private const string BearerPrefix = "Bearer ";

    /// <exception cref="ApiException">The sender is not let in.</exception>
    public void CheckSender(HttpContext http)
    {
        if (http.Request.Headers.Origin.Count > 0)
        {
            throw ApiException.AccessDenied("Requests of web pages are refused.");
        }

        if (keys is null && !IsLoopback(http.Request.Host.Host))
        {
            throw ApiException.AccessDenied(
                $"The host '{ApiRequest.Shown(http.Request.Host.Host)}' is not this machine. Use localhost or 127.0.0.1, or configure a key.");
        }
    }

    /// <exception cref="ApiException">There is a key, and the request does not prove that it has it.</exception>
    public async Task AuthenticateAsync(ApiRequest request)
    {
        if (keys is null)
        {
            return;
        }

        var authorization = request.Header("Authorization") ?? "";
        if (keys.BearerToken is { } token && authorization.StartsWith(BearerPrefix, StringComparison.Ordinal))
        {
            if (!Same(authorization[BearerPrefix.Length..], token))
            {
                throw ApiException.AccessDenied("The bearer token is not the one that the server was configured with.");
            }

            return;
        }

        if (keys.AccessKeyId is null || keys.SecretAccessKey is null)
        {
            throw new ApiException(403, "MissingAuthenticationTokenException", "Missing Authentication Token");
        }

        // The signature is over the body too.
        var body = await request.ReadBodyAsync(SignedBodyLimit).ConfigureAwait(false);
        RequestSignature.Check(request.Http, body, keys.AccessKeyId, keys.SecretAccessKey, time.GetUtcNow());
        request.Http.Request.Body = new MemoryStream(body, writable: false);
    }

    public static bool Same(string found, string expected) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(found), Encoding.UTF8.GetBytes(expected));

    public static bool IsLoopback(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
