namespace DurableParallel.Quickstart;

/// <summary>An entry of the folder that is listed and not audited.</summary>
internal sealed record SkippedEntry(string Path, string Reason);

/// <summary>What a folder holds. Paths are relative to it, with '/', in ordinal order.</summary>
internal sealed record FolderContents(string[] Files, SkippedEntry[] Skipped);
