using DurableParallel.Records;
using DurableParallel.Scopes.Rules;

namespace DurableParallel.Scopes.Running;

/// <summary>
/// How the branches of a scope that has not ended came to their ends, as far as that is on record, and when its time was up:
/// in the order of their times. The rules are asked in this order again, so that a scope that was decided is decided
/// by the same end as before, whatever ended behind it.
/// </summary>
internal sealed class RecordedEnds
{
    private readonly ScopeIdentity _scope;
    private readonly List<End> _ends = [];
    private readonly int _total;
    private readonly int _started;
    private DateTimeOffset? _timeUp;

    /// <param name="scope">The scope.</param>
    /// <param name="total">How many branches it has, as far as that is known.</param>
    public RecordedEnds(ScopeIdentity scope, int total)
    {
        _scope = scope;
        _total = total;
        for (var index = 0; index < total; index++)
        {
            if (scope.Invocation.Find(new OperationId(scope.Id, index + 1)) is not { } branch)
            {
                continue;
            }

            _started++;
            if (branch.IsEnded)
            {
                _ends.Add(new End(branch.EndTimestamp ?? DateTimeOffset.MaxValue, index, branch));
            }
        }

        if (scope.Config?.Timeout is not null && scope.Invocation.Find(OperationId.DeadlineOf(scope.Id)) is { IsEnded: true } deadline)
        {
            _timeUp = deadline.EndTimestamp;
        }
    }

    /// <summary>What the rules were asked: after each end, and when the time was up before a further one. A branch that ended at that moment ended before.</summary>
    /// <remarks>How many ran at an earlier moment is on record nowhere: it is taken that each end made place for the next.</remarks>
    public IEnumerable<Question> InOrder()
    {
        _ends.Sort(static (one, other) => one.Time.CompareTo(other.Time) is var byTime and not 0 ? byTime : one.Index.CompareTo(other.Index));
        var limit = _scope.Config?.MaxConcurrency ?? int.MaxValue;
        var (succeeded, failed) = (0, 0);
        foreach (var end in _ends)
        {
            if (_timeUp < end.Time)
            {
                yield return new Question(Counts(), null, IsTimedOut: true);
                _timeUp = null;
            }

            succeeded += end.HasSucceeded ? 1 : 0;
            failed += end.HasSucceeded ? 0 : 1;
            yield return new Question(Counts(), end, IsTimedOut: false);
        }

        BranchCounts Counts() => new(_total, succeeded, failed, Canceled: 0, Skipped: 0, Running: Math.Min(limit, _started - succeeded - failed));
    }

    /// <summary>One time that the rules were asked, and about which end; null for none.</summary>
    public readonly record struct Question(BranchCounts Counts, End? Ended, bool IsTimedOut);

    /// <summary>When a branch ended, and how.</summary>
    public readonly record struct End(DateTimeOffset Time, int Index, OperationRecord Record)
    {
        public bool HasSucceeded => Record.Status == OperationStatus.Succeeded;

        /// <summary>How the branch ended, for the rules.</summary>
        public BranchOutcome ToOutcome(IReadOnlyList<DurableFuture> branches) =>
            new(Index, branches[Index].Name, BranchRun.StatusOf(Record), Record.Error);
    }
}
