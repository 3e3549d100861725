using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Auth;

namespace DurableParallel.Lambda.Checkpointing;

/// <summary>Signs requests as AWS demands (Signature Version 4). Immutable and safe from any thread.</summary>
internal sealed class RequestSigner(string region, string service)
{
    private const string TimestampHeader = "x-amz-date";
    private const string PayloadHeader = "x-amz-content-sha256";
    private const string TokenHeader = "x-amz-security-token";

    /// <summary>The headers to add to a request, the authorization among them.</summary>
    /// <param name="method">The verb.</param>
    /// <param name="uri">The address, with its path and query as they go over the wire.</param>
    /// <param name="contentType">Null for a request without a body.</param>
    /// <param name="body">The body; empty for none.</param>
    /// <param name="credentials">Whose signature it is.</param>
    /// <param name="now">The time of signing.</param>
    public IEnumerable<KeyValuePair<string, string>> Sign(
        HttpMethod method,
        Uri uri,
        string? contentType,
        ReadOnlySpan<byte> body,
        ImmutableCredentials credentials,
        DateTimeOffset now)
    {
        var payload = Convert.ToHexStringLower(SHA256.HashData(body));
        SortedDictionary<string, string> added = new(StringComparer.Ordinal)
        {
            [PayloadHeader] = payload,
            [TimestampHeader] = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'"),
        };
        if (credentials.UseToken)
        {
            added[TokenHeader] = credentials.Token;
        }

        SortedDictionary<string, string> signed = new(added, StringComparer.Ordinal) { ["host"] = uri.Authority };
        if (contentType is not null)
        {
            signed["content-type"] = contentType;
        }

        added["authorization"] = Authorize(method.Method, uri, signed, payload, credentials, now);
        return added;
    }

    /// <summary>The value of the authorization header.</summary>
    /// <param name="method">The verb.</param>
    /// <param name="uri">The address, with its path and query as they go over the wire.</param>
    /// <param name="headers">Those to sign, by their names in lower case.</param>
    /// <param name="payloadHash">The SHA-256 of the body.</param>
    /// <param name="credentials">Whose signature it is.</param>
    /// <param name="now">The time of signing.</param>
    public string Authorize(
        string method,
        Uri uri,
        SortedDictionary<string, string> headers,
        string payloadHash,
        ImmutableCredentials credentials,
        DateTimeOffset now)
    {
        var names = string.Join(';', headers.Keys);
        var canonical = new StringBuilder()
            .Append(method).Append('\n')
            .Append(CanonicalPath(uri.AbsolutePath)).Append('\n')
            .Append(CanonicalQuery(uri.Query)).Append('\n');
        foreach (var (name, value) in headers)
        {
            canonical.Append(name).Append(':').Append(value.Trim()).Append('\n');
        }

        canonical.Append('\n').Append(names).Append('\n').Append(payloadHash);
        return AWS4Signer.ComputeSignature(credentials, region, now.UtcDateTime, service, names, canonical.ToString()).ForAuthorizationHeader;
    }

    // Every segment is escaped already, and once more for the signature.
    private static string CanonicalPath(string path) => string.Join('/', path.Split('/').Select(Uri.EscapeDataString));

    private static string CanonicalQuery(string query) =>
        string.Join('&', query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(static pair => pair.Contains('=', StringComparison.Ordinal) ? pair : pair + "=")
            .Order(StringComparer.Ordinal));
}
