using System.Buffers;
using System.Text.Json;
using DurableParallel.Errors;

namespace DurableParallel.Lambda.Runtime;

/// <summary>An error as the Runtime API takes it.</summary>
internal sealed record RuntimeError(string Type, string Message, IReadOnlyList<string> StackTrace, RuntimeError? Cause)
{
    // Together below the 256 KB that are taken.
    private const int MaxCauses = 4;

    public static RuntimeError From(Exception exception) => From(exception, MaxCauses);

    public byte[] ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static RuntimeError From(Exception exception, int causes)
    {
        var error = ErrorRecorder.FromException(exception);
        return new RuntimeError(
            error.ErrorType,
            error.ErrorMessage,
            error.StackTrace ?? [],
            exception.InnerException is { } inner && causes > 0 ? From(inner, causes - 1) : null);
    }

    private void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("errorType", Type);
        writer.WriteString("errorMessage", Message);
        writer.WriteStartArray("stackTrace");
        foreach (var line in StackTrace)
        {
            writer.WriteStringValue(line);
        }

        writer.WriteEndArray();
        if (Cause is not null)
        {
            writer.WritePropertyName("cause");
            Cause.Write(writer);
        }

        writer.WriteEndObject();
    }
}
