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
        var counts = summary.Counts;
        Files(summary);
        Line($"{Counted(counts.Files, "file")}: {counts.Audited:N0} audited, {counts.Skipped:N0} skipped, {counts.Failed:N0} failed, {counts.NotReached:N0} not reached");
        Line($"{Counted(counts.Bytes, "byte")}, {Counted(counts.Lines, "line")}, {Counted(counts.Words, "word")}");
        Line($"Completion reason: {summary.CompletionReason}");
        if (run.Resumes)
        {
            Line($"Resumed: {progress.FilesAnswered:N0} of {Counted(progress.FilesListed, "file")} {(progress.FilesListed == 1 ? "was" : "were")} already done");
        }

        Line($"Answered from the journal: {Counted(progress.FilesAnswered, "whole file")}, and {Counted(progress.StepsAnswered, "other step")}");
        Line($"Wall time: {elapsed.TotalSeconds.ToString("F2", CultureInfo.InvariantCulture)} s");
        Line($"Report: {Printable.Line(summary.Report)}");
    }

    public void Interrupted(TimeSpan longest) => Line($"Stopping; steps that are running have {longest.TotalSeconds:N0} s to end. The same command resumes.");

    public void Blocked(string reason) => Line($"The audit is blocked: {Printable.Line(reason)}");

    public static void Error(TextWriter writer, string sentence) => writer.WriteLine(Printable.Line(sentence));

    private static string Counted(long count, string one) => $"{count:N0} {one}{(count == 1 ? "" : "s")}";

    private void Line(string text) => console.Profile.Out.Writer.WriteLine(text);

    // What failed and what was skipped has a line each, which stays whole; the table holds what was audited.
    private void Files(AuditSummary summary)
    {
        foreach (var file in summary.Highlights.Where(file => file.Outcome != FileOutcome.Audited))
        {
            Line($"{file.Outcome,-8}{Printable.Line(file.Path)}: {Printable.Line(file.Note ?? "no reason is on record")}");
        }

        if (summary.Highlights.Any(file => file.Outcome == FileOutcome.Audited))
        {
            console.Write(FileTable.Of(summary.Highlights.Where(file => file.Outcome == FileOutcome.Audited), console.Profile.Width));
        }

        if (summary.Counts.Files > summary.Highlights.Length)
        {
            Line($"and {summary.Counts.Files - summary.Highlights.Length:N0} more; all of them are in {Printable.Line(Path.GetFileName(summary.Report))}");
        }
    }
}
