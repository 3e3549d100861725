namespace DurableParallel.Quickstart;

/// <summary>The result of an audit: small, since it is recorded. The whole is in the report.</summary>
/// <param name="Highlights">A few files for the table: what failed, then what was skipped, then the largest.</param>
internal sealed record AuditSummary(string Report, string CompletionReason, bool Succeeded, AuditCounts Counts, FileEntry[] Highlights)
{
    private const int MaxHighlights = 15;
    private const int MaxFailures = 10;
    private const int MaxSkipped = 3;

    public static AuditSummary Of(AuditReport report, string path, bool succeeded) => new(
        path,
        report.CompletionReason,
        succeeded,
        report.Counts,
        [
            .. report.Files.Where(file => file.Outcome == FileOutcome.Failed).Take(MaxFailures)
                .Concat(report.Files.Where(file => file.Outcome == FileOutcome.Skipped).Take(MaxSkipped))
                .Concat(report.Files.Where(file => file.Outcome == FileOutcome.Audited).OrderByDescending(file => file.Facts?.Size))
                .Take(MaxHighlights),
        ]);
}
