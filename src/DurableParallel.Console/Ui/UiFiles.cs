using System.Collections.Frozen;
using System.Text;
using DurableParallel.Console.Http;
using DurableParallel.Console.Logging;
using DurableParallel.Console.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace DurableParallel.Console.Ui;

/// <summary>
/// The files of the page, which are resources of this assembly: only what is in the table is served, so that no path leads to
/// anything else. A path without a file is a place within the page, and gets the page.
/// </summary>
internal sealed class UiFiles(ConsoleParts parts)
{
    private const string Index = "index.html";
    private const string ForEver = "public, max-age=31536000, immutable";
    private const string AskAgain = "no-cache";

    private static readonly FrozenDictionary<string, UiFile> Files = Read();

    private static readonly FrozenDictionary<string, string> ContentTypes = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        [".html"] = "text/html; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
        [".ico"] = "image/x-icon",
        [".json"] = "application/json; charset=utf-8",
        [".woff2"] = "font/woff2",
        [".txt"] = "text/plain; charset=utf-8",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public void Map(IEndpointRouteBuilder group)
    {
        string[] methods = [HttpMethods.Get, HttpMethods.Head];
        group.MapMethods("/{**path}", methods, AnswerAsync).WithMetadata(new ExcludeFromDescriptionAttribute());
    }

    private async Task AnswerAsync(HttpContext http)
    {
        SecurityHeaders.AddToPage(http.Response.Headers);
        try
        {
            parts.Access.Check(http);
        }
        catch (ApiRefusal refusal)
        {
            parts.Logger.ConsoleRefused(refusal.Message, http.Connection.RemoteIpAddress?.ToString() ?? "a socket");
            http.Response.StatusCode = refusal.Status;
            http.Response.ContentType = "text/plain; charset=utf-8";
            await http.Response.WriteAsync(refusal.Message, http.RequestAborted).ConfigureAwait(false);
            return;
        }

        var path = (string?)http.GetRouteValue("path") ?? "";
        if (path.Length == 0 && http.Request.Path.Value?.EndsWith('/') == false)
        {
            // What the page asks for is relative to the console's own folder.
            http.Response.Redirect($"{(http.Request.PathBase + http.Request.Path).ToUriComponent()}/{http.Request.QueryString}");
            return;
        }

        if (Files.TryGetValue(path, out var file) && path != Index)
        {
            await SendAsync(http, path, file).ConfigureAwait(false);
        }
        else if (path.StartsWith("assets/", StringComparison.Ordinal))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
        }
        else
        {
            await SendPageAsync(http, path).ConfigureAwait(false);
        }
    }

    // The page is the same for each place within it, so that what it refers to is made relative to that place. A base element would do, and is what the policy forbids.
    private static async Task SendPageAsync(HttpContext http, string path)
    {
        var page = Files.TryGetValue(Index, out var index) ? Encoding.UTF8.GetString(index.Plain) : UiFile.Missing;
        var depth = path.Count(static c => c == '/');
        var up = depth == 0 ? "./" : string.Concat(Enumerable.Repeat("../", depth));
        page = page.Replace("=\"./", $"=\"{up}", StringComparison.Ordinal);
        await SendAsync(http, Index, new UiFile(Encoding.UTF8.GetBytes(page))).ConfigureAwait(false);
    }

    private static async Task SendAsync(HttpContext http, string path, UiFile file)
    {
        var headers = http.Response.Headers;
        headers.CacheControl = path.StartsWith("assets/", StringComparison.Ordinal) ? ForEver : AskAgain;
        headers.Vary = HeaderNames.AcceptEncoding;
        var (bytes, encoding) = file.Choose(http.Request.Headers.AcceptEncoding.ToString());
        var tag = new EntityTagHeaderValue($"\"{file.Tag}{(encoding is null ? "" : "-" + encoding)}\"");
        headers.ETag = tag.ToString();
        if (EntityTagHeaderValue.TryParseList(http.Request.Headers.IfNoneMatch, out var known) && known.Any(one => one.Compare(tag, useStrongComparison: false)))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        if (encoding is not null)
        {
            headers.ContentEncoding = encoding;
        }

        http.Response.ContentType = ContentTypes.GetValueOrDefault(Path.GetExtension(path), "application/octet-stream");
        http.Response.ContentLength = bytes.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await http.Response.Body.WriteAsync(bytes, http.RequestAborted).ConfigureAwait(false);
        }
    }

    private static FrozenDictionary<string, UiFile> Read()
    {
        const string Prefix = "wwwroot/";
        var assembly = typeof(UiFiles).Assembly;
        var all = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var name in assembly.GetManifestResourceNames().Where(static name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var resource = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[resource.Length];
            resource.ReadExactly(bytes);
            all[name[Prefix.Length..].Replace('\\', '/')] = bytes;
        }

        return all
            .Where(static file => !file.Key.EndsWith(".br", StringComparison.Ordinal) && !file.Key.EndsWith(".gz", StringComparison.Ordinal))
            .ToFrozenDictionary(
                static file => file.Key,
                file => new UiFile(file.Value) { Brotli = all.GetValueOrDefault(file.Key + ".br"), Gzip = all.GetValueOrDefault(file.Key + ".gz") },
                StringComparer.Ordinal);
    }
}
