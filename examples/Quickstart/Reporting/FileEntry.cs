using System.Text.Json.Serialization;

namespace DurableParallel.Quickstart;

/// <summary>What became of a file.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FileOutcome>))]
internal enum FileOutcome
{
    Audited,
    Skipped,
    Failed,
    NotReached,
}

/// <summary>A file in the report.</summary>
/// <param name="Note">Why it was skipped, or how it failed.</param>
internal sealed record FileEntry(string Path, FileOutcome Outcome, FileFacts? Facts = null, TextAnalysis? Analysis = null, string? Note = null);
