namespace DurableParallel.Quickstart;

/// <summary>The counts of an audit.</summary>
internal sealed record AuditCounts(int Files, int Audited, int Skipped, int Failed, int NotReached, long Bytes, long Lines, long Words)
{
    public static AuditCounts Of(IReadOnlyCollection<FileEntry> files) => new(
        files.Count,
        files.Count(file => file.Outcome == FileOutcome.Audited),
        files.Count(file => file.Outcome == FileOutcome.Skipped),
        files.Count(file => file.Outcome == FileOutcome.Failed),
        files.Count(file => file.Outcome == FileOutcome.NotReached),
        files.Sum(file => file.Facts?.Size ?? 0),
        files.Sum(file => file.Facts?.Lines ?? 0),
        files.Sum(file => file.Analysis?.Words ?? 0));
}
