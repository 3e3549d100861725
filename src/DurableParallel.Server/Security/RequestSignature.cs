using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DurableParallel.Server.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DurableParallel.Server.Security;

/// <summary>Checks AWS's Signature Version 4 of a request.</summary>
internal static class RequestSignature
{
    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const string TimeFormat = "yyyyMMdd'T'HHmmss'Z'";
    private const string Terminator = "aws4_request";
    private static readonly TimeSpan LargestSkew = TimeSpan.FromMinutes(15);

    /// <exception cref="ApiException">The request is not signed with the key, or was signed too long ago.</exception>
    public static void Check(HttpContext http, byte[] body, string accessKeyId, string secret, DateTimeOffset now)
    {
        var header = http.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Algorithm + " ", StringComparison.Ordinal))
        {
            throw new ApiException(403, "MissingAuthenticationTokenException", "Missing Authentication Token");
        }

        var parts = header[(Algorithm.Length + 1)..]
            .Split(',', StringSplitOptions.TrimEntries)
            .Select(static part => part.Split('=', 2))
            .Where(static part => part.Length == 2)
            .GroupBy(static part => part[0], StringComparer.Ordinal)
            .ToDictionary(static part => part.Key, static part => part.First()[1], StringComparer.Ordinal);
        var scope = parts.GetValueOrDefault("Credential", "").Split('/');
        var signed = parts.GetValueOrDefault("SignedHeaders", "").Split(';');
        var time = http.Request.Headers["x-amz-date"].ToString();
        if (scope.Length != 5 || scope[4] != Terminator || !signed.Contains("host", StringComparer.Ordinal) || !signed.Contains("x-amz-date", StringComparer.Ordinal))
        {
            throw Refused("IncompleteSignatureException", "The Authorization header must have Credential with a whole scope, SignedHeaders with host and x-amz-date, and Signature.");
        }

        if (!DateTimeOffset.TryParseExact(time, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var signedAt)
            || (now - signedAt).Duration() > LargestSkew
            || !time.StartsWith(scope[1], StringComparison.Ordinal))
        {
            throw Refused("InvalidSignatureException", $"Signature expired or not yet current: {ApiRequest.Shown(time)}.");
        }

        var canonical = Canonical(http, body, signed);
        var credentialScope = string.Join('/', scope[1..]);
        var text = $"{Algorithm}\n{time}\n{credentialScope}\n{Hash(Encoding.UTF8.GetBytes(canonical))}";
        var key = Sign(Sign(Sign(Sign(Encoding.UTF8.GetBytes("AWS4" + secret), scope[1]), scope[2]), scope[3]), scope[4]);
        var expected = Convert.ToHexStringLower(Sign(key, text));
        if (!RequestGuard.Same(scope[0], accessKeyId) || !RequestGuard.Same(parts.GetValueOrDefault("Signature", ""), expected))
        {
            throw Refused("InvalidSignatureException", "The request signature we calculated does not match the signature you provided. Check your key and signing method.");
        }
    }

    private static string Canonical(HttpContext http, byte[] body, string[] signed)
    {
        var target = http.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var mark = target.IndexOf('?');
        var path = mark < 0 ? target : target[..mark];
        var query = mark < 0 ? "" : target[(mark + 1)..];
        var headers = string.Concat(signed.Select(name => $"{name}:{Value(http, name)}\n"));
        var given = http.Request.Headers["x-amz-content-sha256"].ToString();
        var hash = Hash(body);
        if (given.Length > 0 && given != hash && given != "UNSIGNED-PAYLOAD")
        {
            throw Refused("InvalidSignatureException", "The body is not the one that was signed.");
        }

        // Each segment, which is escaped on the wire, is escaped once more.
        var escaped = string.Join('/', path.Split('/').Select(Escape));
        return $"{http.Request.Method}\n{escaped}\n{CanonicalQuery(query)}\n{headers}\n{string.Join(';', signed)}\n{(given.Length > 0 ? given : hash)}";
    }

    private static string CanonicalQuery(string query)
    {
        if (query.Length == 0)
        {
            return "";
        }

        var pairs = query.Split('&')
            .Select(static pair => pair.Split('=', 2))
            .Select(static pair => (
                Name: Escape(Uri.UnescapeDataString(pair[0].Replace('+', ' '))),
                Value: pair.Length == 2 ? Escape(Uri.UnescapeDataString(pair[1].Replace('+', ' '))) : ""))
            .OrderBy(static pair => pair.Name, StringComparer.Ordinal)
            .ThenBy(static pair => pair.Value, StringComparer.Ordinal);
        return string.Join('&', pairs.Select(static pair => $"{pair.Name}={pair.Value}"));
    }

    private static string Value(HttpContext http, string name)
    {
        var value = name == "host" ? http.Request.Host.Value ?? "" : string.Join(',', http.Request.Headers[name].Select(static item => item?.Trim()));
        return string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    // Uri.EscapeDataString leaves exactly the unreserved characters, as the signature wants it.
    private static string Escape(string text) => Uri.EscapeDataString(text);

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static byte[] Sign(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static ApiException Refused(string code, string message) => new(403, code, message);
}
