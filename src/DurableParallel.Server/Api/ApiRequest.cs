using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace DurableParallel.Server.Api;

/// <summary>A request's path and query, taken apart before anything is decoded: an ARN is one segment, whatever is in it.</summary>
internal sealed class ApiRequest
{
    private const int LongestTarget = 16 * 1024;
    private const int BufferBytes = 16 * 1024;

    private ApiRequest(HttpContext http, string[] segments)
    {
        Http = http;
        Segments = segments;
    }

    public HttpContext Http { get; }

    /// <summary>What the request is called, in its answer and, of a plain function, in the function.</summary>
    public string Id { get; } = NewId();

    /// <summary>The path's segments, each decoded once.</summary>
    public string[] Segments { get; }

    public string Method => Http.Request.Method;

    public CancellationToken Aborted => Http.RequestAborted;

    /// <summary>A name that is not used twice: 32 hex digits with hyphens.</summary>
    public static string NewId() => new Guid(RandomNumberGenerator.GetBytes(16)).ToString();

    /// <summary>Null when the target is not a path that can be taken apart.</summary>
    public static ApiRequest? From(HttpContext http)
    {
        var target = http.Features.Get<IHttpRequestFeature>()?.RawTarget;
        var raw = string.IsNullOrEmpty(target) ? http.Request.Path.ToUriComponent() : target;
        var end = raw.IndexOf('?');
        raw = end < 0 ? raw : raw[..end];
        if (raw.Length > LongestTarget)
        {
            return null;
        }

        if (!raw.StartsWith('/'))
        {
            var start = raw.IndexOf("://", StringComparison.Ordinal);
            var slash = start < 0 ? -1 : raw.IndexOf('/', start + 3);
            if (slash < 0)
            {
                return null;
            }

            raw = raw[slash..];
        }

        return new ApiRequest(http, [.. raw.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)]);
    }

    public string? Query(string name) => Http.Request.Query.TryGetValue(name, out var values) && values.Count > 0 ? values[^1] : null;

    public IReadOnlyList<string> QueryAll(string name) =>
        Http.Request.Query.TryGetValue(name, out var values) ? [.. values.OfType<string>()] : [];

    public string? Header(string name) => Http.Request.Headers.TryGetValue(name, out var values) && values.Count > 0 ? values[0] : null;

    public int QueryNumber(string name, int minimum, int maximum)
    {
        var text = Query(name);
        if (text is null)
        {
            return 0;
        }

        return int.TryParse(text, out var number) && number >= minimum && number <= maximum
            ? number
            : throw ApiException.InvalidParameter($"{name} must be a whole number from {minimum} to {maximum}; found '{Shown(text)}'.");
    }

    public bool QueryFlag(string name, bool otherwise) => Query(name) switch
    {
        null or "" => otherwise,
        var text when bool.TryParse(text, out var flag) => flag,
        var text => throw ApiException.InvalidParameter($"{name} must be true or false; found '{Shown(text)}'."),
    };

    /// <summary>The body, up to a limit.</summary>
    /// <exception cref="ApiException">It is larger.</exception>
    public async Task<byte[]> ReadBodyAsync(int limit)
    {
        if (Http.Request.ContentLength > limit)
        {
            throw ApiException.TooLarge(limit);
        }

        // A length that was only said costs nothing yet: many may say it and send no more.
        using var body = new MemoryStream((int)Math.Min(Http.Request.ContentLength ?? 0, BufferBytes));
        var buffer = new byte[BufferBytes];
        int read;
        while ((read = await Http.Request.Body.ReadAsync(buffer, Aborted).ConfigureAwait(false)) > 0)
        {
            if (body.Length + read > limit)
            {
                throw ApiException.TooLarge(limit);
            }

            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }

    public static string Shown(string text) => text.Length <= 100 ? text : text[..100] + "…";
}
