namespace DurableParallel.Quickstart;

/// <summary>The whole report: every entry of the folder exactly once.</summary>
internal sealed record AuditReport(string Folder, string Execution, string CompletionReason, AuditCounts Counts, FileEntry[] Files)
{
    public static AuditReport Create(string folder, string execution, string completionReason, IEnumerable<FileEntry> files)
    {
        FileEntry[] ordered = [.. files.OrderBy(file => file.Path, StringComparer.Ordinal)];
        return new AuditReport(folder, execution, completionReason, AuditCounts.Of(ordered), ordered);
    }
}
