using System.Text.Encodings.Web;
using System.Text.Json;
using DurableParallel.Engine;
using DurableParallel.Engine.Executions;

namespace DurableParallel.Testing.Histories;

/// <summary>Writes a history as the wire has it, with the execution's name and ARN, which the wire's own history does not have.</summary>
internal static class HistoryFile
{
    public const string Arn = "DurableExecutionArn";
    public const string Name = "DurableExecutionName";
    public const string Events = "Events";

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
}
