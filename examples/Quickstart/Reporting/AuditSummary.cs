namespace DurableParallel.Quickstart;

/// <summary>The result of an audit: small, since it is recorded. The whole is in the report.</summary>
/// <param name="Highlights">A few files for the table: what failed, then what was skipped, then the largest.</param>
internal sealed record AuditSummary(string Report, string CompletionReason, bool Succeeded, AuditCounts Counts, FileEntry[] Highlights)
{
    private const int MaxHighlights = 15;
    private const int MaxFailures = 10;
    private const int MinSkipped = 3;

    public static AuditSummary Of(AuditReport report, string path, bool succeeded) =>
        new(path, report.CompletionReason, succeeded, report.Counts, [.. Highlight(report.Files)]);

    private static IEnumerable<FileEntry> Highlight(FileEntry[] files)
    {
        var failed = files.Where(file => file.Outcome == FileOutcome.Failed).Take(MaxFailures).ToList();
        var audited = files.Where(file => file.Outcome == FileOutcome.Audited).OrderByDescending(file => file.Facts?.Size).ToList();
        var skipped = files.Where(file => file.Outcome == FileOutcome.Skipped)
            .Take(Math.Max(MinSkipped, MaxHighlights - failed.Count - audited.Count));
        return failed.Concat(skipped).Concat(audited).Take(MaxHighlights);
    }
}
