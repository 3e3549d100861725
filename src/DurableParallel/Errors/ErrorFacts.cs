using System.Text;
using System.Text.Json;

namespace DurableParallel.Errors;

/// <summary>
/// What the data of an error says when this library has recorded it of an exception: JSON with the base types, what
/// caused the exception, and whether it tells of misuse. The form with base types alone is that of all earlier versions,
/// which read the longer one as well.
/// </summary>
internal sealed record ErrorFacts(IReadOnlyList<string> BaseTypes, IReadOnlyList<RecordedCause> Causes, bool IsMisuse)
{
    // The names of members, on record for ever.
    private const string Bases = "BaseTypes";
    private const string CausesMember = "Causes";
    private const string MisuseMember = "Misuse";
    private const string TypeMember = "Type";
    private const string MessageMember = "Message";

    private const string Prefix = $"{{\"{Bases}\":[";

    // With this the data is below the share that is left of an error that is too large as a whole.
    private const int MaxSize = 8000;
    private const int MaxMessage = 1024;
    private const int MaxDepth = 4;

    private static ErrorFacts None { get; } = new([], [], false);

    /// <summary>The error data; null when there is nothing to say. Causes are written while they fit.</summary>
    public string? Write()
    {
        if (BaseTypes.Count == 0 && Causes.Count == 0 && !IsMisuse)
        {
            return null;
        }

        var text = new StringBuilder(Prefix).Append(Join(BaseTypes)).Append(']');
        if (IsMisuse)
        {
            text.Append($",\"{MisuseMember}\":true");
        }

        var separator = $",\"{CausesMember}\":[";
        var room = MaxSize - ErrorTrimmer.Length(text.ToString());
        foreach (var cause in Causes)
        {
            var next = $"{separator}{{\"{TypeMember}\":{Quote(cause.Type)},\"{MessageMember}\":{Quote(ErrorTrimmer.CutTo(cause.Message, MaxMessage))},\"{Bases}\":[{Join(cause.BaseTypes)}]}}";
            room -= ErrorTrimmer.Length(next);
            if (room < 0)
            {
                break;
            }

            text.Append(next);
            separator = ",";
        }

        return text.Append(separator.Length == 1 ? "]}" : "}").ToString();
    }

    /// <summary>What is on record. Error data may come from anywhere: data of another form says nothing.</summary>
    public static ErrorFacts Read(DurableError error)
    {
        if (error.ErrorData is not { } data || !data.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return None;
        }

        try
        {
            using var document = JsonDocument.Parse(data, new JsonDocumentOptions { MaxDepth = MaxDepth });
            var root = document.RootElement;
            return new ErrorFacts(
                TextsOf(root.GetProperty(Bases)),
                root.TryGetProperty(CausesMember, out var causes) ? [.. causes.EnumerateArray().Where(static item => item.ValueKind == JsonValueKind.Object).Select(ReadCause)] : [],
                root.TryGetProperty(MisuseMember, out var misuse) && misuse.ValueKind == JsonValueKind.True);
        }
        catch (Exception thrown) when (thrown is JsonException or InvalidOperationException or ArgumentException or KeyNotFoundException)
        {
            return None;
        }
    }

    private static RecordedCause ReadCause(JsonElement cause) =>
        new(cause.GetProperty(TypeMember).GetString() ?? string.Empty, cause.GetProperty(MessageMember).GetString() ?? string.Empty, TextsOf(cause.GetProperty(Bases)));

    private static List<string> TextsOf(JsonElement array) =>
        [.. array.EnumerateArray().Where(static item => item.ValueKind == JsonValueKind.String).Select(static item => item.GetString()!)];

    private static string Join(IReadOnlyList<string> texts) => string.Join(',', texts.Select(Quote));

    private static string Quote(string text) => $"\"{JsonEncodedText.Encode(LoneSurrogates.Replace(text))}\"";
}
