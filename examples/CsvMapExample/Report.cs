namespace DurableParallel.Examples;

/// <summary>Checks every row, and reports the good and the bad ones.</summary>
internal static class Report
{
    private static readonly StepConfig UnlessBad = new() { Retry = RetryStrategy.Default.When(error => error is not BadRowException) };

    public static async Task<List<string>> MakeAsync(DurableContext ctx, double tolerated)
    {
        // The file is read in a step: on replay its rows are those of the first time, whatever is in the file by then.
        var rows = await ctx.StepAsync("read", step => Readings.ReadAsync(step.CancellationToken));
        var batch = await ctx.MapAsync(
            "rows",
            rows,
            (b, row, _) => b.StepAsync("check", () => Readings.Degrees(row), UnlessBad),
            new MapConfig<Row>
            {
                MaxConcurrency = 1,
                ToleratedFailurePercentage = tolerated,
                ItemNamer = (row, _) => row.Station,
            });

        // A map does not throw for its items. What has become of them is in the result.
        var verdict = batch.IsSuccess
            ? FormattableString.Invariant($"good: {batch.SuccessCount} of {rows.Count} rows, {batch.GetResults().Average():0.0} degrees on average")
            : $"given up ({batch.CompletionReason}): {batch.SuccessCount} rows were good, and {batch.SkippedCount} not looked at";
        return [verdict, .. batch.Failed.Select(item => $"bad: {item.Name}, {item.Error?.Message}")];
    }
}
