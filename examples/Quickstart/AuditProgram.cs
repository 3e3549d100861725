using System.Diagnostics;
using DurableParallel.Engine;

namespace DurableParallel.Quickstart;

/// <summary>One run of the program: opens the journal, resumes or begins an audit, and shows it.</summary>
internal sealed class AuditProgram(Output output, ProgressLineFactory progressLine)
{
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(10);

    public async Task<int> RunAsync(AuditOptions options, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        using var effects = OpenEffects(options.Effects);
        var progress = new AuditProgress(options.KillAfter, Process.GetCurrentProcess().Kill);
        var audit = new FolderAudit(options, new AuditSteps(options.Slow, effects), progress);
        var series = AuditName.Series(options.Folder);

        await using var engine = await OpenAsync(options.Journal);
        engine.Register<AuditInput, AuditSummary>(series, audit.RunAsync);      // a function a folder: a shared journal resumes only this one

        var run = await AuditRun.ChooseAsync(engine, series);
        if (run.Resumes)
        {
            await engine.UnblockAsync(run.Name, CancellationToken.None);        // killed many times in a row it is held back until somebody asks for it, as here
        }

        var execution = await engine.StartAsync(series, run.Name, new AuditInput(options.Folder), CancellationToken.None);

        output.Begin(options, run);
        var work = execution.GetResultAsync<AuditSummary>(cancellationToken);
        await progressLine(progress).ShowAsync(work, () => execution.Status == ExecutionStatus.Blocked);
        if (cancellationToken.IsCancellationRequested && !work.IsCompletedSuccessfully)
        {
            output.Interrupted(LongestStop);
            await engine.StopAsync(LongestStop, CancellationToken.None);
            return ExitCode.Interrupted;
        }

        if (execution.Status == ExecutionStatus.Blocked)
        {
            var blocked = (await engine.ListBlockedAsync(CancellationToken.None)).FirstOrDefault(entry => entry.Name == run.Name);
            output.Blocked(blocked?.Message ?? "No reason is on record.");
            return ExitCode.Failed;
        }

        var summary = await work;
        output.End(summary, run, progress, watch.Elapsed);
        return summary.Succeeded ? ExitCode.Succeeded : ExitCode.Failed;
    }

    private static async Task<DurableEngine> OpenAsync(string journal)
    {
        try
        {
            return await DurableEngine.OpenAsync(new DurableEngineOptions { JournalPath = journal });
        }
        catch (Exception exception) when (exception is DurableException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The journal cannot be opened: {exception.Message} (--journal names another.)");
        }
    }

    private static EffectsLog OpenEffects(string? path)
    {
        try
        {
            return new EffectsLog(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--effects needs a file that can be written: {exception.Message}");
        }
    }
}
