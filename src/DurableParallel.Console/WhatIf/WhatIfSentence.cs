using System.Globalization;
using System.Text;
using DurableParallel.Errors;

namespace DurableParallel.Console.WhatIf;

/// <summary>Says what a simulation came to, in a few sentences.</summary>
internal static class WhatIfSentence
{
    public static string Of(SimulatedScope run, WhatIfRules rules, BranchLengths lengths)
    {
        var text = new StringBuilder($"Decided after {Time(run.Decided)}: {Why(run, rules)}.");
        if (run.Counts.Skipped > 0)
        {
            text.Append($" {Counted.Of(run.Counts.Skipped, "branch", "branches")} would not have started.");
        }

        if (run.Counts.Canceled > 0)
        {
            text.Append($" {Counted.Of(run.Counts.Canceled, "branch", "branches")} would have been released before the end.");
        }

        if (!run.Verdict.MinimumMet)
        {
            text.Append(rules.MinSuccessful == -1
                ? $" The scope fails: all had to succeed, and {run.Counts.Succeeded} did."
                : $" The scope fails: {rules.MinSuccessful} had to succeed, and {run.Counts.Succeeded} did.");
        }

        if (lengths.Assumed > 0)
        {
            text.Append($" The length of {Counted.Of(lengths.Assumed, "branch", "branches")} is not on record; assumed are the median, {Time(lengths.Typical)}, and success.");
        }

        return text.ToString();
    }

    private static string Why(SimulatedScope run, WhatIfRules rules)
    {
        var counts = run.AtDecision;
        return run.Verdict.Reason switch
        {
            CompletionReason.AllCompleted when counts.Failed == 0 => $"all {counts.Total} had ended and none had failed",
            CompletionReason.AllCompleted => $"all {counts.Total} had ended, {counts.Failed} of them with an error",
            CompletionReason.MinSuccessfulReached => $"{counts.Succeeded} of {rules.MinSuccessful} needed had succeeded",
            CompletionReason.FailureToleranceExceeded => $"{counts.Failed} had failed, {Tolerated(rules, counts.Failed)}",
            CompletionReason.Custom => $"ShouldComplete is taken to decide as it did, once {rules.ShouldComplete?.Ended} had ended",
            CompletionReason.TimedOut => $"the time-out of {Time(rules.Timeout.GetValueOrDefault())} was over",
            _ => "the execution was canceled",
        };
    }

    private static string Tolerated(WhatIfRules rules, int failed) =>
        rules.ToleratedFailurePercentage is { } share && !(failed > rules.ToleratedFailureCount)
            ? string.Create(CultureInfo.InvariantCulture, $"and {share * 100:0.##} % are tolerated")
            : $"with a tolerance of {rules.ToleratedFailureCount ?? 0}";

    private static string Time(TimeSpan time) => time < TimeSpan.FromSeconds(1)
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0.###} ms")
        : time < TimeSpan.FromMinutes(2)
            ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###} s")
            : time.ToString("c", CultureInfo.InvariantCulture);
}
