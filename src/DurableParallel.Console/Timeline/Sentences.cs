using System.Globalization;
using DurableParallel.Engine;
using DurableParallel.Errors;

namespace DurableParallel.Console.Timeline;

/// <summary>Why something waits, has not started or was decided, in a sentence.</summary>
internal static class Sentences
{
    private const int NamesShown = 3;

    /// <summary>Why an operation that has not ended does not go on; null when it does, or has ended.</summary>
    public static string? WhyWaiting(OperationNode node)
    {
        if (node.EndTimestamp is not null)
        {
            return null;
        }

        if (!node.IsOpen)
        {
            return "It was under way when what is above it ended, and does not go on.";
        }

        var due = node.DueTimestamp is { } time ? Api.TimeText.Of(time) : null;
        return node.Type switch
        {
            OperationType.Wait => $"It waits until {due}.",
            OperationType.Callback => $"It waits for its callback to be completed from outside{(due is null ? "" : $", until {due} at most")}.",
            _ when node.StartedExecutionName is not null => $"It waits for the execution '{node.StartedExecutionName}' to end.",
            OperationType.EventWait => $"It waits for the event '{node.Name}'{(due is null ? "" : $", until {due} at most")}.",
            OperationType.EventRaise => "It waits until the other execution has the event.",
            OperationType.Step when node.Status == OperationStatus.Pending && node.SubType == "WaitForCondition" => $"The condition was looked at {Counted.Of(node.Attempts, "time")}; the next look is due at {due}.",
            OperationType.Step when node.Status == OperationStatus.Pending => $"Attempt {node.Attempts} has failed; the next one is due at {due}.",
            OperationType.Step when node.Status == OperationStatus.Ready => "Its next attempt is due, and begins as soon as the execution runs.",
            OperationType.Context when node.Children.Count(static child => child.IsOpen) is > 0 and var open => $"It waits for {Counted.Of(open, "operation")} below it.",
            _ => null,
        };
    }

    /// <summary>Why a branch has not started, or never did.</summary>
    public static string WhyNotStarted(ScopeFacts scope, BranchStatus status)
    {
        if (status == BranchStatus.Skipped)
        {
            return Skipped(scope);
        }

        if (!scope.Node.IsOpen)
        {
            return "It never started: what is above the scope ended before.";
        }

        var running = scope.Branches.Where(static branch => branch.IsOpen).ToList();
        var rules = scope.Rules;
        if (rules.MaxConcurrency is { } limit && running.Count > 0)
        {
            var names = running.Take(NamesShown).Select(static branch => $"'{branch.Name}'").ToList();
            var more = running.Count - names.Count;
            return $"{Math.Min(running.Count, limit)} of {Counted.Of(limit, "place")} taken by {string.Join(", ", names)}{(more > 0 ? $" and {more} more" : "")}.";
        }

        return "It starts as soon as the execution comes to it.";
    }

    /// <summary>Why a scope was decided.</summary>
    public static string Decided(ScopeFacts scope, CompletionReason reason, int total)
    {
        var (succeeded, failed) = Count(scope);
        return reason switch
        {
            CompletionReason.AllCompleted => $"All {Counted.Of(total, "branch", "branches")} had ended: {succeeded} succeeded, {failed} failed.",
            CompletionReason.MinSuccessfulReached => Needed(scope) is { } needed
                ? $"{succeeded} of {needed} needed had succeeded, of {Counted.Of(total, "branch", "branches")}."
                : $"As many branches had succeeded as were needed: {succeeded} of {total}.",
            CompletionReason.FailureToleranceExceeded => $"More branches had failed than are tolerated{Tolerated(scope, " (", ")")}: {failed} of {total}.",
            CompletionReason.Custom => $"The scope's own rule decided, with {succeeded} succeeded and {failed} failed of {total}.",
            CompletionReason.TimedOut => $"The scope's time was over, with {succeeded} succeeded and {failed} failed of {total}.",
            _ => $"The execution was canceled, with {succeeded} succeeded and {failed} failed of {total}.",
        };
    }

    private static string Skipped(ScopeFacts scope)
    {
        var (succeeded, failed) = Count(scope);
        return scope.Reason switch
        {
            CompletionReason.MinSuccessfulReached => $"Skipped: {succeeded} of {Needed(scope) ?? succeeded} needed had succeeded.",
            CompletionReason.FailureToleranceExceeded => $"Skipped: {Counted.Of(failed, "branch", "branches")} had failed, which is more than are tolerated{Tolerated(scope, " (", ")")}.",
            CompletionReason.TimedOut => "Skipped: the scope's time was over.",
            CompletionReason.Canceled => "Skipped: the execution was canceled.",
            CompletionReason.Custom => "Skipped: the scope's own rule had decided.",
            _ => "Skipped: the scope was decided before.",
        };
    }

    /// <summary>How many had to succeed; null when that is not known.</summary>
    private static int? Needed(ScopeFacts scope) => scope.KnownRules?.MinSuccessful is { } minimum ? minimum == -1 ? scope.Total : minimum : null;

    /// <summary>How many failures the rules let pass; empty where they are not known.</summary>
    private static string Tolerated(ScopeFacts scope, string before, string behind) => scope.KnownRules switch
    {
        null => "",
        { ToleratedFailureCount: { } count, ToleratedFailurePercentage: { } share } => $"{before}{count}, and {Percent(share)}{behind}",
        { ToleratedFailureCount: { } count } => $"{before}{count}{behind}",
        { ToleratedFailurePercentage: { } share } => $"{before}{Percent(share)}{behind}",
        _ => $"{before}none{behind}",
    };

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.##} %");

    private static (int Succeeded, int Failed) Count(ScopeFacts scope) => (
        scope.Branches.Count(static branch => branch.Status == OperationStatus.Succeeded),
        scope.Branches.Count(static branch => branch.Status is OperationStatus.Failed or OperationStatus.TimedOut));
}
