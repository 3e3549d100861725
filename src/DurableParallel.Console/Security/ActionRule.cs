using DurableParallel.Console.Http;
using Microsoft.AspNetCore.Http;

namespace DurableParallel.Console.Security;

/// <summary>
/// What a request has to show that changes something: a header that no form and no link can send, so that another site would have
/// to ask for leave first, which it does not get; and that it comes from a page of this origin, or from no page at all.
/// </summary>
internal sealed class ActionRule(bool isReadOnly)
{
    public const string Header = "X-Durable-Console";
    private const string Value = "1";

    /// <exception cref="ApiRefusal">The request may change nothing.</exception>
    public void Check(HttpRequest request)
    {
        CheckOrigin(request);
        if (request.Headers[Header] is not [Value])
        {
            throw ApiRefusal.Forbidden($"What changes something needs the header {Header}: {Value}, which no form can send.");
        }

        if (isReadOnly)
        {
            throw ApiRefusal.ReadOnly("The console is read-only: the application has mapped it so.");
        }
    }

    /// <exception cref="ApiRefusal">The request comes from a page of another origin.</exception>
    public static void CheckOrigin(HttpRequest request)
    {
        if (request.Headers["Sec-Fetch-Site"] is [var site] && site is not ("same-origin" or "none"))
        {
            throw ApiRefusal.Forbidden($"The request comes from a page of another site (Sec-Fetch-Site: {ApiRefusal.Shown(site ?? "")}).");
        }

        if (request.Headers.Origin is [var origin, ..] && !IsOwn(origin, request))
        {
            throw ApiRefusal.Forbidden($"The request comes from a page of another origin, {ApiRefusal.Shown(origin ?? "")}.");
        }
    }

    // The scheme may be another one where a proxy has ended TLS.
    private static bool IsOwn(string? origin, HttpRequest request) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && Uri.TryCreate($"{uri.Scheme}://{request.Host}", UriKind.Absolute, out var own)
        && string.Equals(uri.Authority, own.Authority, StringComparison.OrdinalIgnoreCase);
}
