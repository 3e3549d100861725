using System.Text.Encodings.Web;
using System.Text.Json;
using DurableParallel.Wire;
using Microsoft.AspNetCore.Http;

namespace DurableParallel.Server.Api;

/// <summary>How answers are written.</summary>
internal static class ApiResponse
{
    private const string Json = "application/json";

    public static Task WriteAsync<T>(HttpContext http, T message)
        where T : class =>
        WriteAsync(http, StatusCodes.Status200OK, WireJson.Seconds.Write(message));

    public static Task WriteEmptyAsync(HttpContext http) => WriteAsync(http, StatusCodes.Status200OK, "{}"u8.ToArray());

    public static Task WriteAsync(HttpContext http, int status, ReadOnlyMemory<byte> body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = Json;
        http.Response.ContentLength = body.Length;
        return http.Response.Body.WriteAsync(body, http.RequestAborted).AsTask();
    }

    public static Task WriteAsync(HttpContext http, Action<Utf8JsonWriter> write) => WriteAsync(http, StatusCodes.Status200OK, ToJson(write));

    public static Task WriteErrorAsync(HttpContext http, ApiException error)
    {
        http.Response.Headers["x-amzn-ErrorType"] = error.Code;
        if (error.Status == StatusCodes.Status429TooManyRequests)
        {
            http.Response.Headers.RetryAfter = "1";
        }

        return WriteAsync(http, error.Status, ToJson(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("Type", error.Type);

            // Which of the two is read depends on the error and on who reads; both say the same.
            writer.WriteString("message", error.Message);
            writer.WriteString("Message", error.Message);
            writer.WriteEndObject();
        }));
    }

    private static byte[] ToJson(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            write(writer);
        }

        return buffer.ToArray();
    }
}
