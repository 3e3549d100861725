using System.Text.Json;

namespace DurableParallel.Server.Workers;

/// <summary>Lambda's form of an error that a function process reports: errorType, errorMessage, stackTrace.</summary>
internal static class ErrorBody
{
    private const string Type = "errorType";
    private const string Message = "errorMessage";
    private const string Stack = "stackTrace";
    private const string Unknown = "Runtime.Unknown";

    /// <summary>Whether an answer is such an error; the images of the emulator say so in no other way.</summary>
    public static bool IsError(byte[] body) =>
        TryParse(body) is { } error
        && error.TryGetProperty(Type, out _)
        && error.TryGetProperty(Message, out _)
        && !error.TryGetProperty("Status", out _);

    /// <param name="body">The body, which may be anything.</param>
    /// <param name="errorType">The type that a header has said; null when none did.</param>
    public static DurableError Read(byte[] body, string? errorType)
    {
        try
        {
            return TryParse(body) is { } error
                ? Read(error, errorType)
                : new DurableError(errorType ?? Unknown, "The function reported an error that is not JSON.");
        }
        catch (InvalidOperationException)
        {
            return new DurableError(errorType ?? Unknown, "The function reported an error that is not UTF-8.");
        }
    }

    private static DurableError Read(JsonElement error, string? errorType) =>
        new(
            Text(error, Type) ?? errorType ?? Unknown,
            Text(error, Message) ?? "",
            ErrorData: null,
            error.TryGetProperty(Stack, out var stack) && stack.ValueKind == JsonValueKind.Array ? [.. stack.EnumerateArray().Select(static line => line.ToString())] : null);

    private static string? Text(JsonElement error, string name) =>
        error.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static JsonElement? TryParse(byte[] body)
    {
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 64 });
            return JsonElement.TryParseValue(ref reader, out var value) && value is { ValueKind: JsonValueKind.Object } ? value : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
