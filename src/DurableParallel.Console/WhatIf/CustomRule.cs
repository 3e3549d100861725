namespace DurableParallel.Console.WhatIf;

/// <summary>A rule of the user's as the record tells it: it decided once so many branches had ended.</summary>
/// <param name="Ended">How many had ended; null when the rule never decided.</param>
/// <param name="Failed">Whether it called the scope a failure.</param>
internal sealed record CustomRule(int? Ended, bool Failed)
{
    public CompletionDecision Decide(BranchTally tally) =>
        tally.Succeeded + tally.Failed < Ended.GetValueOrDefault(int.MaxValue) ? CompletionDecision.Continue
        : Failed ? CompletionDecision.Fail
        : CompletionDecision.Succeed;
}
