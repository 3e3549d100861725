using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using DurableParallel.Engine;
using DurableParallel.Engine.History;
using DurableParallel.Errors;
using DurableParallel.Running;

namespace DurableParallel.Testing.Histories;

/// <summary>Histories as the wire has them, with the execution's name and ARN, which the wire's own do not have. A file may come from anywhere.</summary>
internal static class HistoryFile
{
    public const string Arn = "DurableExecutionArn";
    public const string Name = "DurableExecutionName";
    public const string Events = "Events";

    private const int MaxDepth = 32;

    private static ReadOnlySpan<byte> Utf8Mark => [0xEF, 0xBB, 0xBF];

    public static void Write(string path, string arn, string name, IReadOnlyList<HistoryEvent> events)
    {
        using var file = File.Create(path);
        using var writer = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        writer.WriteStartObject();
        writer.WriteString(Arn, arn);
        writer.WriteString(Name, name);
        writer.WriteStartArray(Events);
        var json = new HistoryJson(writer, includeData: true, static invoked => ($"memory/{invoked}", "1"), includeReplayChildren: true);
        foreach (var e in events)
        {
            json.Write(e);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    /// <exception cref="DurableTestException">It is no history, or not a whole one.</exception>
    public static RecordedExecution Read(string path)
    {
        using var document = Parse(ReadBytes(path));
        var root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(Events, out var events) || events.ValueKind != JsonValueKind.Array)
        {
            throw Unreadable("Expected an object with a list 'Events', as GetDurableExecutionHistory answers it");
        }

        if (root.TryGetProperty("NextMarker", out var marker) && marker is not { ValueKind: JsonValueKind.Null } && !(marker.ValueKind == JsonValueKind.String && marker.ValueEquals(""u8)))
        {
            throw Unreadable("It is one page of a longer history (NextMarker). Fetch all pages and put their events into one list");
        }

        var list = events.EnumerateArray().Select(static (json, index) => new EventElement(json, index)).OrderBy(static e => e.EventId).ToList();
        if (list is not [{ EventType: HistoryEventType.ExecutionStarted }, ..])
        {
            throw Unreadable("Expected the first event to be ExecutionStarted");
        }

        return Assemble(list) with { Arn = TextOf(root, Arn), Name = TextOf(root, Name) };
    }

    public static DurableTestException Unreadable(string reason, Exception? inner = null) =>
        new(TestingErrorCodes.HistoryUnreadable, $"The file is no history that can be replayed: {reason}.", innerException: inner);

    private static RecordedExecution Assemble(List<EventElement> events)
    {
        var operations = new RecordedOperations();
        var execution = new RecordedExecution
        {
            StartTimestamp = events[0].Timestamp,
            Input = events[0].Data("Input"),
            Operations = operations.All,
            CallbackIds = operations.CallbackIds,
        };
        for (var i = 1; i < events.Count; i++)
        {
            var e = events[i];
            if (e.EventId == events[i - 1].EventId)
            {
                throw e.Malformed($"Event {e.EventId} is there twice");
            }

            if (execution.Status != ExecutionStatus.Running && e.EventType is not (HistoryEventType.InvocationCompleted or HistoryEventType.ExecutionRetried))
            {
                throw e.Malformed($"{e.EventType} after the end of the execution");
            }

            switch (e.EventType)
            {
                case HistoryEventType.ExecutionStarted:
                    throw e.Malformed("The execution starts twice");
                case HistoryEventType.InvocationCompleted or HistoryEventType.EventReceived or HistoryEventType.EventSetAside:
                    break;
                case HistoryEventType.ExecutionRetried:
                    execution = execution with { Status = ExecutionStatus.Running, Error = null };
                    operations.RunAnew(e.Ids("Reopened"), e.Ids("Forgotten"));
                    break;
                case HistoryEventType.ExecutionSucceeded:
                    execution = execution with { Status = ExecutionStatus.Succeeded, Payload = e.Data("Result") };
                    break;
                case HistoryEventType.ExecutionFailed:
                    execution = execution with { Status = ExecutionStatus.Failed, Error = e.Error };
                    break;
                case HistoryEventType.ExecutionCancelRequested:
                    execution = execution with { Cancel = new RequestedCancel(e.Data("Reason")) };
                    break;
                case HistoryEventType.ExecutionCanceled:
                    execution = execution with { Status = ExecutionStatus.Canceled };
                    break;
                case HistoryEventType.ExecutionStopped:
                    execution = execution with { Status = ExecutionStatus.Stopped };
                    break;
                case HistoryEventType.ExecutionTimedOut:
                    execution = execution with { Status = ExecutionStatus.TimedOut };
                    break;
                case HistoryEventType.ExecutionContinuedAsNew:
                    execution = execution with { Status = ExecutionStatus.ContinuedAsNew };
                    break;
                default:
                    operations.Apply(e);
                    break;
            }
        }

        return execution;
    }

    private static byte[] ReadBytes(string path)
    {
        using var file = File.OpenRead(path);
        if (file.Length > HistoryReplay.MaxFileBytes)
        {
            throw Unreadable(FormattableString.Invariant($"It has {Counted.Of(file.Length, "byte")}, and {HistoryReplay.MaxFileBytes} are the most that are read"));
        }

        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private static JsonDocument Parse(byte[] bytes)
    {
        if (!Utf8.IsValid(bytes))
        {
            throw Unreadable("It is not text in UTF-8");
        }

        try
        {
            ReadOnlyMemory<byte> json = bytes;
            return JsonDocument.Parse(
                json.Span.StartsWith(Utf8Mark) ? json[Utf8Mark.Length..] : json,
                new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false });
        }
        catch (JsonException malformed)
        {
            throw Unreadable($"It is not JSON: {malformed.Message.TrimEnd('.')}", malformed);
        }
    }

    private static string? TextOf(JsonElement root, string name)
    {
        try
        {
            return root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException invalid)
        {
            throw Unreadable($"The text '{name}' is not well-formed: {invalid.Message.TrimEnd('.')}", invalid);
        }
    }
}
