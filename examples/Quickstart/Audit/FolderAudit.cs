namespace DurableParallel.Quickstart;

/// <summary>The durable function.</summary>
internal sealed class FolderAudit(AuditOptions options, AuditSteps steps, AuditProgress progress)
{
    public async Task<AuditSummary> RunAsync(DurableContext ctx, AuditInput input)
    {
        var contents = await steps.RunAsync(ctx, "list", ".", _ => Task.FromResult(FolderListing.List(input.Folder, options.OwnFiles)));
        progress.Listed(contents.Files.Length);

        await using var scope = ctx.Parallel("files", c => c
            .MaxConcurrency(options.Concurrency)
            .ToleratedFailureCount(options.Tolerate));

        var files = new List<DurableFuture<FileEntry>>(contents.Files.Length);
        foreach (var (index, path) in contents.Files.Index())
        {
            files.Add(scope.Branch(Printable.BranchName(path), branch => AuditFileAsync(branch, input.Folder, index, path)));
        }

        var result = await scope.SettleAsync();                                     // the branches start here

        progress.Settled(files.Count(file => file.Status is BranchStatus.Succeeded or BranchStatus.Failed));
        var entries = contents.Files.Select((path, index) => Entry(path, files[index]))
            .Concat(contents.Skipped.Select(entry => new FileEntry(entry.Path, FileOutcome.Skipped, Note: entry.Reason)));
        var report = AuditReport.Create(input.Folder, ctx.ExecutionName, $"{result.CompletionReason}", entries);

        var summary = await steps.RunAsync(ctx, "report", ".", async step =>
        {
            await ReportWriter.WriteAsync(report, options.Report, step.CancellationToken);
            return AuditSummary.Of(report, options.Report, result.IsSuccess);
        });
        progress.StepsWereAnswered(steps.Answered);
        return summary;
    }

    private async Task<FileEntry> AuditFileAsync(DurableContext branch, string folder, int index, string path)
    {
        var fileSteps = steps.ForFile();
        progress.FileStarted(index);
        try
        {
            var fullPath = Path.Combine(folder, path);

            var facts = await fileSteps.RunAsync(branch, "read", path, step => ReadAsync(fullPath, path, step.CancellationToken));
            if (facts.Skip is not null)
            {
                return new FileEntry(path, FileOutcome.Skipped, facts, Note: facts.Skip);
            }

            var analysis = await fileSteps.RunAsync(branch, "analyse", path, step => FileReader.AnalyseAsync(fullPath, step.CancellationToken));
            return new FileEntry(path, FileOutcome.Audited, facts, analysis);
        }
        finally
        {
            progress.FileEnded(fileSteps.AnyRan, fileSteps.Answered);
        }
    }

    private Task<FileFacts> ReadAsync(string fullPath, string path, CancellationToken cancellationToken) =>
        FailPattern.Matches(options.Fail, path)
            ? throw new InvalidDataException($"The name matches --fail {options.Fail}.")
            : FileReader.ReadAsync(fullPath, cancellationToken);

    private static FileEntry Entry(string path, DurableFuture<FileEntry> file) =>
        file.TryGetResult(out var entry)
            ? entry
            : new FileEntry(path, file.Status == BranchStatus.Failed ? FileOutcome.Failed : FileOutcome.NotReached, Note: file.Error?.ErrorMessage);
}
