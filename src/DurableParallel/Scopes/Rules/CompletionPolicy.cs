using System.Runtime.InteropServices;
using DurableParallel.Errors;

namespace DurableParallel.Scopes.Rules;

/// <summary>When a scope is decided, and how. Pure: the same counts give the same answer.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct CompletionPolicy
{
    private readonly Func<BranchTally, CompletionDecision>? _shouldComplete;
    private readonly int? _toleratedCount;
    private readonly double? _toleratedShare;
    private readonly int _decidingSuccesses;
    private readonly int _minimum;
    private readonly bool _isOpen;

    private CompletionPolicy(ScopeConfig? config, int total, bool isOpen)
    {
        _isOpen = isOpen;
        var minSuccessful = config?.Completion?.MinSuccessful ?? config?.MinSuccessful;
        _toleratedCount = config?.Completion?.ToleratedFailureCount ?? config?.ToleratedFailureCount;
        _toleratedShare = config?.Completion?.ToleratedFailurePercentage ?? config?.ToleratedFailurePercentage;
        _shouldComplete = config?.ShouldComplete;
        _decidingSuccesses = minSuccessful is >= 1 and { } wanted ? wanted : int.MaxValue;
        _minimum = minSuccessful is -1 ? total : minSuccessful ?? 0;
        if (minSuccessful is null && _toleratedCount is null && _toleratedShare is null && _shouldComplete is null)
        {
            _toleratedCount = 0;
        }
    }

    /// <summary>The policy of a scope with so many branches; no configuration is the default one.</summary>
    public static CompletionPolicy For(ScopeConfig? config, int total) => new(config, total, isOpen: false);

    /// <summary>
    /// The policy of a scope that takes further branches: the rules that need to know how many there are do not decide yet, nor
    /// does a rule of the user's. What the others decide is never taken back by a further end.
    /// </summary>
    public static CompletionPolicy WhileOpen(ScopeConfig? config) => new(config, total: 0, isOpen: true);

    /// <summary>Checks at the join, before anything is recorded, that the rules can be met by the registered branches.</summary>
    /// <exception cref="InvalidOperationException">More successes are asked for than there are branches that must not fail.</exception>
    public static void CheckBranchCount(ScopeConfig? config, string? scopeName, int branches)
    {
        var minimum = config?.Completion?.MinSuccessful ?? config?.MinSuccessful;
        if (minimum is not >= 1)
        {
            return;
        }

        var scope = scopeName is null ? "the unnamed scope" : $"scope '{scopeName}'";
        if (minimum > branches)
        {
            throw Misuse.Of(
                $"MinSuccessful of {scope} is {minimum}, and it has only {Counted.Of(branches, "branch", "branches")}. Lower MinSuccessful, or register more branches before the join.");
        }

        var tolerated = config?.Completion?.ToleratedFailureCount ?? config?.ToleratedFailureCount ?? 0;
        if ((long)minimum.Value + tolerated > branches)
        {
            throw Misuse.Of(
                $"MinSuccessful ({minimum}) and ToleratedFailureCount ({tolerated}) of {scope} add up to {(long)minimum.Value + tolerated}, "
                + $"and it has only {Counted.Of(branches, "branch", "branches")}. Lower one of the two, or register more branches before the join.");
        }
    }

    /// <summary>
    /// Asked once after every branch that has ended, and with null before the first. The order is part of the contract:
    /// too many failures, all ended, enough successes, the deadline; a rule of the user's stands for the first and the third.
    /// </summary>
    /// <returns>Null while the scope is undecided.</returns>
    public CompletionVerdict? Decide(in BranchCounts counts, BranchOutcome? lastSettled, bool isTimedOut = false)
    {
        var custom = _shouldComplete is null || lastSettled is null || _isOpen
            ? CompletionDecision.Continue
            : _shouldComplete(new BranchTally(counts.Total, counts.Succeeded, counts.Failed, counts.Running, lastSettled));
        if (custom == CompletionDecision.Fail)
        {
            return Finish(new CompletionVerdict(CompletionReason.Custom, Failed: true), counts);
        }

        if (IsToleranceExceeded(counts))
        {
            return Finish(new CompletionVerdict(CompletionReason.FailureToleranceExceeded, Failed: true), counts);
        }

        if (counts.AllSettled && !_isOpen)
        {
            return Finish(new CompletionVerdict(CompletionReason.AllCompleted), counts);
        }

        if (custom == CompletionDecision.Succeed)
        {
            return Finish(new CompletionVerdict(CompletionReason.Custom), counts);
        }

        if (counts.Succeeded >= _decidingSuccesses)
        {
            return Finish(new CompletionVerdict(CompletionReason.MinSuccessfulReached), counts);
        }

        return isTimedOut ? Finish(new CompletionVerdict(CompletionReason.TimedOut, Failed: true), counts) : null;
    }

    /// <summary>The verdict with the minimum judged by the last counts: branches that were running when it fell may have succeeded since.</summary>
    public CompletionVerdict Finish(CompletionVerdict verdict, in BranchCounts counts) => verdict with { MinimumMet = MinimumMet(counts) };

    /// <summary>Whether there is a rule of the user's, which looks at the branch that settled last.</summary>
    public bool AsksForOutcome => _shouldComplete is not null;

    public bool MinimumMet(in BranchCounts counts) => counts.Succeeded >= _minimum;

    // The quotient, not a product: 29 of 100 at 0.29 must not be exceeded, and 0.29 * 100 is below 29.
    private bool IsToleranceExceeded(in BranchCounts counts) =>
        counts.Failed > _toleratedCount || (!_isOpen && _toleratedShare is { } share && counts.Failed > 0 && (double)counts.Failed / counts.Total > share);
}
