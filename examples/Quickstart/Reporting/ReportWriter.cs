using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace DurableParallel.Quickstart;

/// <summary>Writes report.json, whole or not at all: the step may be killed in the middle and run again.</summary>
internal static class ReportWriter
{
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static async Task WriteAsync(AuditReport report, string path, CancellationToken cancellationToken)
    {
        var unfinished = path + ".tmp";
        await using (var stream = File.Create(unfinished))
        {
            await JsonSerializer.SerializeAsync(stream, report, Json, cancellationToken);
        }

        File.Move(unfinished, path, overwrite: true);
    }
}
