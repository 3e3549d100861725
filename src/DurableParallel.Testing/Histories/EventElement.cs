using System.Globalization;
using System.Text.Json;
using DurableParallel.Engine;
using DurableParallel.Engine.History;

namespace DurableParallel.Testing.Histories;

/// <summary>An event of a file, which may come from anywhere: whatever is not as it must be is refused with its place.</summary>
internal readonly struct EventElement
{
    private const double LatestSecond = 253402300799;

    private readonly JsonElement _json;
    private readonly JsonElement _details;
    private readonly int _index;

    public EventElement(JsonElement json, int index)
    {
        (_json, _index) = (json, index);
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw Malformed("Expected an object");
        }

        var type = Text("EventType") ?? throw Malformed("Expected a text 'EventType'");
        if (!HistoryEventTypes.TryParse(type, out var known))
        {
            throw Malformed($"Event type '{Cut(type)}' is not one that this version knows");
        }

        EventType = known;
        EventId = Integer(json, "EventId") ?? throw Malformed("Expected a number 'EventId'");
        Timestamp = Time(json, "EventTimestamp") ?? throw Malformed("Expected a time 'EventTimestamp', as seconds or as ISO 8601");
        _details = Object(json, $"{type}Details") ?? default;
    }

    public HistoryEventType EventType { get; }

    public int EventId { get; }

    public DateTimeOffset Timestamp { get; }

    public string? Id => Text("Id");

    public string? Name => Text("Name");

    public string? ParentId => Text("ParentId");

    public string? SubType => Text("SubType");

    public string? CallbackId => Text(_details, "CallbackId");

    public DateTimeOffset? ScheduledEnd => Time(_details, "ScheduledEndTimestamp");

    public bool? ReplayChildren => _details.ValueKind == JsonValueKind.Object && _details.TryGetProperty(nameof(ReplayChildren), out var flag)
        ? flag.ValueKind is JsonValueKind.True
        : null;

    /// <summary>The ids of a list; empty when there is none.</summary>
    public IReadOnlySet<string> Ids(string name)
    {
        var ids = new HashSet<string>(StringComparer.Ordinal);
        if (_details.ValueKind == JsonValueKind.Object && _details.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array)
        {
            foreach (var id in list.EnumerateArray())
            {
                ids.Add(ReadText(id, name));
            }
        }

        return ids;
    }

    public int? Attempt => Integer(Retry, "CurrentAttempt");

    public TimeSpan? NextAttemptDelay => Duration(Retry, "NextAttemptDelaySeconds");

    private JsonElement Retry => Object(_details, "RetryDetails") ?? default;

    /// <summary>An input or a result.</summary>
    public string? Data(string name) => Object(_details, name) is { } data ? Text(Whole(data), "Payload") : null;

    public DurableError? Error
    {
        get
        {
            if (Object(_details, "Error") is not { } error)
            {
                return null;
            }

            return Object(Whole(error), "Payload") is { } payload
                ? new DurableError(Text(payload, "ErrorType") ?? "", Text(payload, "ErrorMessage") ?? "", Text(payload, "ErrorData"), Lines(payload))
                : null;
        }
    }

    public DurableTestException Malformed(string reason) => HistoryFile.Unreadable(FormattableString.Invariant($"event {_index + 1}: {reason}"));

    private JsonElement Whole(JsonElement data) => data.TryGetProperty("Truncated", out var truncated) && truncated.ValueKind == JsonValueKind.True
        ? throw Malformed("Its data was left out (Truncated). Fetch the history with its data: aws lambda get-durable-execution-history --include-execution-data")
        : data;

    private string? Text(string name) => Text(_json, name);

    private string? Text(JsonElement json, string name)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return ReadText(value, name);
    }

    private string ReadText(JsonElement value, string name)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Malformed($"Expected a text '{name}', found {value.ValueKind}");
        }
        catch (InvalidOperationException invalid)
        {
            // Half of a character that takes two.
            throw Malformed($"The text '{name}' is not well-formed: {invalid.Message}");
        }
    }

    private JsonElement? Object(JsonElement json, string name)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Object ? value : throw Malformed($"Expected an object '{name}', found {value.ValueKind}");
    }

    private int? Integer(JsonElement json, string name)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= 0
            ? number
            : throw Malformed($"Expected '{name}' to be a whole number from 0");
    }

    private TimeSpan? Duration(JsonElement json, string name)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var seconds) && seconds >= 0 && seconds <= int.MaxValue
            ? TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond))
            : throw Malformed($"Expected '{name}' to be a number of seconds from 0");
    }

    /// <summary>AWS's APIs have seconds; its command line prints texts.</summary>
    private DateTimeOffset? Time(JsonElement json, string name)
    {
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var seconds) && seconds >= 0 && (double)seconds < LatestSecond)
        {
            return DateTimeOffset.FromUnixTimeMilliseconds((long)(seconds * 1000));
        }

        return value.ValueKind == JsonValueKind.String
            && DateTimeOffset.TryParse(Text(json, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds())
            : throw Malformed($"Expected '{name}' to be a time, as seconds or as ISO 8601");
    }

    private List<string>? Lines(JsonElement payload)
    {
        if (!payload.TryGetProperty("StackTrace", out var lines) || lines.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        List<string> list = [];
        foreach (var line in lines.EnumerateArray())
        {
            list.Add(ReadText(line, "StackTrace"));
        }

        return list;
    }

    private static string Cut(string text) => text.Length <= 64 ? text : $"{text[..64]}...";
}
