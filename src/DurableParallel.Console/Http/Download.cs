using System.Net.Mime;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace DurableParallel.Console.Http;

/// <summary>Payloads as files: always as attachments and as plain bytes, so that no browser takes one for a page.</summary>
internal static class Download
{
    public static Task SendAsync(ConsoleCall call, string? payload, PayloadKind kind, in PayloadOwner owner, string suffix)
    {
        if (payload is null)
        {
            throw ApiRefusal.NotFound("There is no payload.");
        }

        var text = call.Payloads.Whole(payload, kind, owner)
            ?? throw ApiRefusal.Forbidden("The application's PayloadView shows nothing of this payload.");
        Head(call.Http.Response, $"{owner.Name}-{suffix}.txt");
        return call.Http.Response.WriteAsync(text, Encoding.UTF8, call.Aborted);
    }

    /// <summary>Says that a file follows.</summary>
    public static void Head(HttpResponse response, string fileName)
    {
        response.ContentType = MediaTypeNames.Application.Octet;
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(new string([.. fileName.Select(static c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_')]).TrimStart('.'));
        response.Headers.ContentDisposition = disposition.ToString();
    }
}
