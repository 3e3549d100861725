using System.Net;
using System.Text.Json;

namespace DurableParallel.Lambda.Checkpointing;

/// <summary>An answer of the service that is an error, and what it means for the invocation.</summary>
internal sealed record ServiceError(int Status, string Name, string Message)
{
    private const string NameHeader = "x-amzn-ErrorType";

    // The service's spelling; emulators and older servers write it in capitals.
    private const string StaleToken = "Invalid checkpoint token";
    private const int LongestMessage = 2048;

    private static readonly string[] FinalAlthoughServerSide =
        ["KMSAccessDeniedException", "KMSDisabledException", "KMSInvalidStateException", "KMSNotFoundException"];

    /// <summary>Whether the same request may succeed a moment later.</summary>
    public bool IsTransient => Status is (int)HttpStatusCode.TooManyRequests or >= 500 && !FinalAlthoughServerSide.Contains(Name);

    private bool IsStaleToken =>
        Status == (int)HttpStatusCode.BadRequest
        && Name is "InvalidParameterValueException" or ""
        && Message.StartsWith(StaleToken, StringComparison.OrdinalIgnoreCase);

    public HostFaultException ToFault() =>
        IsTransient || IsStaleToken ? HostFaults.Unavailable(Name, Status, Message) : HostFaults.Refused(Name, Status, Message);

    public static ServiceError Read(HttpResponseMessage response, ReadOnlySpan<byte> body)
    {
        var header = response.Headers.TryGetValues(NameHeader, out var values) ? values.FirstOrDefault() : null;
        var (name, message) = ReadBody(body);

        // The name may carry a namespace before it and a link after it.
        name = (header ?? name).Split(':')[0];
        return new ServiceError((int)response.StatusCode, name[(name.LastIndexOf('#') + 1)..], message);
    }

    private static (string Name, string Message) ReadBody(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            using var document = JsonDocument.ParseValue(ref reader);
            var root = document.RootElement;
            return (Text(root, "__type") ?? Text(root, "code") ?? string.Empty, Text(root, "message") ?? Text(root, "Message") ?? string.Empty);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return (string.Empty, "the answer has no message that can be read.");
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString() is { Length: > LongestMessage } text ? text[..LongestMessage] : value.GetString()
            : null;
}
