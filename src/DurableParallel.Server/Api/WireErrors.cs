using System.Text.Json;
using DurableParallel.Engine.History;
using DurableParallel.Engine.Serving;
using DurableParallel.Wire;

namespace DurableParallel.Server.Api;

/// <summary>Errors between the wire, where every member may be absent, and the journal, where type and message are texts: an absent one is an empty text there.</summary>
internal static class WireErrors
{
    public static WireError? ToWire(DurableError? error) => HistoryJson.ToWire(error);

    /// <summary>Whether no member of it was given.</summary>
    public static bool SaysNothing(DurableError error) => error is { ErrorType.Length: 0, ErrorMessage.Length: 0, ErrorData: null, StackTrace: null };

    /// <summary>Reads a body that is an error or nothing.</summary>
    /// <exception cref="ApiException">It is something else.</exception>
    public static DurableError? Read(byte[] body)
    {
        if (IsBlank(body))
        {
            return null;
        }

        try
        {
            return WireChanges.ErrorOf(WireJson.Seconds.Read<WireError>(body));
        }
        catch (WireFormatException malformed)
        {
            throw ApiException.InvalidParameter(malformed.Message);
        }
    }

    /// <summary>Lambda's form of an error, as a function that failed answers it.</summary>
    public static byte[] ToFunctionError(DurableError? error)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("errorType", error?.ErrorType ?? "");
            writer.WriteString("errorMessage", error?.ErrorMessage ?? "");
            if (error?.StackTrace is { } stack)
            {
                writer.WriteStartArray("stackTrace");
                foreach (var line in stack)
                {
                    writer.WriteStringValue(line);
                }

                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static bool IsBlank(byte[] body) => body.AsSpan().Trim(" \t\r\n"u8).IsEmpty || body.AsSpan().Trim(" \t\r\n"u8).SequenceEqual("null"u8);
}
