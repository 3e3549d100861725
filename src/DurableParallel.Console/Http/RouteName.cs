using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace DurableParallel.Console.Http;

/// <summary>
/// Reads names from paths, which may have any character. A name is one segment, encoded as encodeURIComponent does. A tilde in front is
/// dropped: it stands before names that would be something else in a path, "." and "..", which browsers and servers take away even
/// when they are encoded, and words of the API, and before names that begin with a tilde.
/// </summary>
internal static class RouteName
{
    private const char Mark = '~';

    /// <summary>The segment of a path that stands for a name.</summary>
    public static string Encode(string name) => Uri.EscapeDataString(NeedsMark(name) ? Mark + name : name);

    /// <exception cref="ApiRefusal">It cannot be told which name is meant.</exception>
    public static string Read(HttpContext http, string parameter)
    {
        var value = (string)http.GetRouteValue(parameter)!;
        if (value.Contains('%', StringComparison.Ordinal))
        {
            value = Decode(http, value);
        }

        return value.StartsWith(Mark) ? value[1..] : value;
    }

    private static bool NeedsMark(string name) => name is "." or ".." or "live" or "counts" or "bulk" || name.StartsWith(Mark);

    // Servers decode paths, all but %2F. A percent sign in what they give may be that of a slash or one of its own: the target as it was sent tells.
    private static string Decode(HttpContext http, string value)
    {
        var target = http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "";
        var sent = target.Split('?', 2)[0].Split('/');
        var seen = (http.Request.PathBase + http.Request.Path).Value!.Split('/');
        var index = Array.LastIndexOf(seen, value);
        if (sent.Length != seen.Length || index < 0 || Array.IndexOf(seen, value) != index)
        {
            // Rewritten on its way, or the same text twice: only what has no percent sign but that of slashes is clear.
            return value.Replace("%2F", "", StringComparison.OrdinalIgnoreCase).Contains('%', StringComparison.Ordinal)
                ? throw ApiRefusal.BadRequest("The path was changed on its way here, so that the name in it cannot be read. Names with a percent sign need paths that arrive as they were sent.")
                : value.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        }

        return Uri.UnescapeDataString(sent[index]);
    }
}
