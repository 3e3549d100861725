using System.Globalization;
using Spectre.Console;

namespace DurableParallel.Quickstart;

/// <summary>What the person at the terminal reads. File names are text here, never markup.</summary>
internal sealed class Output(IAnsiConsole console)
{
    public void Begin(AuditOptions options, AuditRun run)
    {
        Line($"{(run.Resumes ? "Resuming" : "Auditing")} {Printable.Line(options.Folder)}");
        Line($"Execution {run.Name}");
        Line($"Journal   {Printable.Line(options.Journal)}");
    }

    public void End(AuditSummary summary, AuditRun run, AuditProgress progress, TimeSpan elapsed)
    {
        console.Write(Table(summary));
        var counts = summary.Counts;
        Line($"{counts.Files:N0} files: {counts.Audited:N0} audited, {counts.Skipped:N0} skipped, {counts.Failed:N0} failed, {counts.NotReached:N0} not reached");
        Line($"{counts.Bytes:N0} bytes, {counts.Lines:N0} lines, {counts.Words:N0} words");
        Line($"Completion reason: {summary.CompletionReason}");
        if (run.Resumes)
        {
            Line($"Resumed: {progress.FilesAnswered:N0} of {progress.FilesListed:N0} files were already done");
        }

        Line($"Answered from the journal: {progress.FilesAnswered:N0} files and {progress.StepsAnswered:N0} steps beside");
        Line($"Wall time: {elapsed.TotalSeconds.ToString("F2", CultureInfo.InvariantCulture)} s");
        Line($"Report: {Printable.Line(summary.Report)}");
    }

    public void Interrupted() => Line("Stopping. The same command resumes.");

    public void Blocked(string reason) => Line($"The audit is blocked: {Printable.Line(reason)}");

    public static void Error(TextWriter writer, string sentence) => writer.WriteLine(Printable.Line(sentence));

    private void Line(string text) => console.Profile.Out.Writer.WriteLine(text);

    private static Table Table(AuditSummary summary)
    {
        var table = new Table().RoundedBorder().AddColumn("File").AddColumn("Outcome");
        foreach (var number in new[] { "Bytes", "Lines", "Words", "Longest line" })
        {
            table.AddColumn(new TableColumn(number).RightAligned());
        }

        table.AddColumn("Top word");
        foreach (var file in summary.Highlights)
        {
            table.AddRow(
                Cell(file.Path),
                Cell(file.Note is null ? $"{file.Outcome}" : $"{file.Outcome}: {file.Note}"),
                Cell($"{file.Facts?.Size:N0}"),
                Cell($"{file.Facts?.Lines:N0}"),
                Cell($"{file.Analysis?.Words:N0}"),
                Cell($"{file.Analysis?.LongestLine:N0}"),
                Cell(file.Analysis?.TopWords is [var top, ..] ? top.Word : ""));
        }

        return table;
    }

    private static Text Cell(string text) => new(Printable.Line(text));
}
