using Microsoft.AspNetCore.Http;

namespace DurableParallel.Console.Security;

/// <summary>What every answer says to browsers: to run and to show nothing that is not of the console, and to be no part of another page.</summary>
internal static class SecurityHeaders
{
    private const string Page =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; font-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    // A payload that is shown by itself must not become a page.
    private const string Data = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; sandbox";

    public static void AddToPage(IHeaderDictionary headers)
    {
        AddCommon(headers);
        headers.ContentSecurityPolicy = Page;
    }

    public static void AddToData(IHeaderDictionary headers)
    {
        AddCommon(headers);
        headers.ContentSecurityPolicy = Data;
        headers.CacheControl = "no-store";
    }

    private static void AddCommon(IHeaderDictionary headers)
    {
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.XFrameOptions = "DENY";
    }
}
