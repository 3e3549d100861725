using DurableParallel.Errors;
using DurableParallel.Scopes;
using DurableParallel.Scopes.Rules;

namespace DurableParallel;

/// <summary>
/// Makes batch results outside of any scope, for example for tests of code that is given one. They ask for no minimum;
/// the reasons <see cref="CompletionReason.FailureToleranceExceeded"/> and <see cref="CompletionReason.TimedOut"/> make
/// them a failure.
/// </summary>
public static class BatchResult
{
    /// <summary>A batch of which every item succeeded. The items have the names that a map gives: "map-item-" and the index.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="results">The values, in the order of their indexes. Enumerated once, at the call.</param>
    /// <param name="reason">Why the scope was decided.</param>
    /// <returns>The result.</returns>
    public static IBatchResult<T> FromResults<T>(IEnumerable<T> results, CompletionReason reason = CompletionReason.AllCompleted)
    {
        Misuse.ThrowIfNull(results);
        return FromItems(results.Select(static (value, index) => new ValueItem<T>(index, value)), reason);
    }

    /// <summary>A batch of items that may have ended in any way, for example those of another batch.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="items">The items, in any order; the batch has them in the order of their indexes. Enumerated once, at the call.</param>
    /// <param name="reason">Why the scope was decided.</param>
    /// <returns>The result.</returns>
    /// <exception cref="ArgumentException">An item is null, two have the same index, or a failed one has no error.</exception>
    public static IBatchResult<T> FromItems<T>(IEnumerable<IBatchItem<T>> items, CompletionReason reason)
    {
        Misuse.ThrowIfNull(items);
        List<IBatchItem<T>> all =
            [.. items.Select(static item => item ?? throw Misuse.OfArgument("An item is null. Leave it out, or pass one that was skipped.", nameof(items))).OrderBy(static item => item.Index)];
        var outcomes = new List<BranchOutcome>(all.Count);
        foreach (var item in all)
        {
            if (outcomes.Count > 0 && outcomes[^1].Index == item.Index)
            {
                throw Misuse.OfArgument($"Two items have the index {item.Index}. Each item has a place of its own.", nameof(items));
            }

            outcomes.Add(OutcomeOf(item));
        }

        var verdict = new CompletionVerdict(reason, Failed: reason is CompletionReason.FailureToleranceExceeded or CompletionReason.TimedOut);
        return new Batch<T>(new ParallelResult(null, verdict, outcomes), all);
    }

    private static BranchOutcome OutcomeOf<T>(IBatchItem<T> item) => item.Status switch
    {
        BranchStatus.Succeeded => new BranchOutcome(item.Index, item.Name, BranchStatus.Succeeded, null),
        BranchStatus.Failed when item.Error is { } error => new BranchOutcome(item.Index, item.Name, BranchStatus.Failed, error.Error),
        BranchStatus.Skipped => new BranchOutcome(item.Index, item.Name, BranchStatus.Skipped, null),
        BranchStatus.Canceled => new BranchOutcome(item.Index, item.Name, BranchStatus.Canceled, null),
        var other => throw Misuse.OfArgument(
            $"Item {item.Index} '{item.Name}' is {other} and has no error. A failed item has one, and every item has a status of the enum.",
            nameof(item)),
    };
}
