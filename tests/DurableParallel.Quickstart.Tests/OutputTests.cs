using FluentAssertions;
using NUnit.Framework;
using Spectre.Console;

namespace DurableParallel.Quickstart.Tests;

public sealed class OutputTests
{
    [Test]
    public void End_MoreFilesThanRows_SaysHowManyAreLeftOutAndWhere()
    {
        var files = Enumerable.Range(0, 40).Select(i => File($"file-{i}.txt", i)).Append(new FileEntry("bad\n.txt", FileOutcome.Failed, Note: "broken"));

        var lines = Print(files, width: 80);

        lines[0].Should().Be(@"Failed  bad\n.txt: broken");
        lines.Should().Contain("and 26 more; all of them are in report.json").And.Contain(line => line.Contains("file-39.txt"));
    }

    [Test]
    public void End_AllFilesShown_SaysNothingOfMore()
    {
        var lines = Print([File("a.txt", 1)], width: 80);

        lines.Should().NotContain(line => line.Contains("more;"));
    }

    [Test]
    public void End_EmptyFolder_HasNoTable()
    {
        var lines = Print([], width: 80);

        lines[0].Should().StartWith("0 files");
    }

    [TestCase(30)]
    [TestCase(60)]
    [TestCase(80)]
    [TestCase(160)]
    public void End_LongPath_KeepsItsRowOnOneLine(int width)
    {
        var lines = Print([File($"{new string('x', 200)}/end.txt", 1_234_567)], width);

        var table = lines.TakeWhile(line => !line.StartsWith("1 file:", StringComparison.Ordinal)).ToList();
        table.Should().HaveCount(5, "the table has a header, a row and three borders");
        table.Should().OnlyContain(line => line.Length <= width);
        table[3].Should().Contain("d.txt ").And.Contain("1,234,567");
    }

    private static FileEntry File(string path, long size) =>
        new(path, FileOutcome.Audited, new FileFacts(size, "aa", 12_345, null), new TextAnalysis(123_456, 4, [new WordCount(new string('w', 64), 1)]));

    private static string[] Print(IEnumerable<FileEntry> files, int width)
    {
        using var printed = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(printed) });
        console.Profile.Width = width;
        var summary = AuditSummary.Of(AuditReport.Create("/data", "audit-1", "AllCompleted", files), "/reports/report.json", succeeded: true);

        new Output(console).End(summary, new AuditRun("audit-1", Resumes: false), new AuditProgress(), TimeSpan.Zero);

        return printed.ToString().Split('\n', StringSplitOptions.TrimEntries);
    }
}
