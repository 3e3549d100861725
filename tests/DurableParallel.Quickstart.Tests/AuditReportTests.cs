using System.Text.Json;
using FluentAssertions;
using NUnit.Framework;

namespace DurableParallel.Quickstart.Tests;

public sealed class AuditReportTests
{
    private static readonly FileEntry[] Files =
    [
        new("small.txt", FileOutcome.Audited, new FileFacts(1, "aa", 2, null), new TextAnalysis(3, 4, [])),
        new("never.txt", FileOutcome.NotReached),
        new("bad.txt", FileOutcome.Failed, Note: "broken"),
        new("medium.txt", FileOutcome.Audited, new FileFacts(5, "cc", 0, null)),
        new("large\n😀.bin", FileOutcome.Skipped, new FileFacts(10, "bb", 0, "binary"), Note: "binary"),
    ];

    [Test]
    public void Create_Files_AreCountedAndOrdered()
    {
        var report = AuditReport.Create("/data", "audit-1", "AllCompleted", Files);

        report.Counts.Should().Be(new AuditCounts(Files: 5, Audited: 2, Skipped: 1, Failed: 1, NotReached: 1, Bytes: 16, Lines: 2, Words: 3));
        report.Files.Select(file => file.Path).Should().Equal("bad.txt", "large\n😀.bin", "medium.txt", "never.txt", "small.txt");
    }

    [Test]
    public void Of_Report_ShowsFailuresThenTheSkippedThenTheLargest()
    {
        var report = AuditReport.Create("/data", "audit-1", "AllCompleted", Files);

        var summary = AuditSummary.Of(report, "/report.json", succeeded: true);

        summary.Highlights.Select(file => file.Path).Should().Equal("bad.txt", "large\n😀.bin", "medium.txt", "small.txt");
    }

    [Test]
    public void Of_FewFilesAudited_HasRoomForMoreThatWereSkipped()
    {
        var files = Enumerable.Range(0, 20).Select(i => new FileEntry($"{i}", i == 0 ? FileOutcome.Audited : FileOutcome.Skipped));

        var summary = AuditSummary.Of(AuditReport.Create("/data", "audit-1", "AllCompleted", files), "/report.json", succeeded: true);

        summary.Highlights.Should().HaveCount(15);
        summary.Highlights.Count(file => file.Outcome == FileOutcome.Skipped).Should().Be(14);
    }

    [Test]
    public void Of_ReportOfManyFiles_StaysSmall()
    {
        var many = Enumerable.Range(0, 10_000).Select(i => new FileEntry($"{i}", i % 2 == 0 ? FileOutcome.Failed : FileOutcome.Audited));

        var summary = AuditSummary.Of(AuditReport.Create("/data", "audit-1", "AllCompleted", many), "/report.json", succeeded: true);

        summary.Highlights.Should().HaveCount(15);
        summary.Highlights.Count(file => file.Outcome == FileOutcome.Failed).Should().Be(10);
    }

    [Test]
    public async Task WriteAsync_Report_ReplacesAnEarlierOneAndKeepsEveryName()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("report.json", "an earlier one, longer or shorter");

        await ReportWriter.WriteAsync(AuditReport.Create("/data", "audit-1", "AllCompleted", Files), path, CancellationToken.None);

        using var json = JsonDocument.Parse(await File.ReadAllTextAsync(path));
        json.RootElement.GetProperty("files").EnumerateArray().Select(file => file.GetProperty("path").GetString())
            .Should().Equal("bad.txt", "large\n😀.bin", "medium.txt", "never.txt", "small.txt");
        Directory.GetFiles(folder.Path).Should().Equal(path);
    }
}
