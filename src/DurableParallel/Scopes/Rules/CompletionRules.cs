using DurableParallel.Errors;
using DurableParallel.Records;

namespace DurableParallel.Scopes.Rules;

/// <summary>Which values and combinations of completion rules are valid.</summary>
internal static class CompletionRules
{
    public static int? CheckMaxConcurrency(int? value) =>
        value < 1
            ? throw OutOfRange(nameof(ScopeConfig.MaxConcurrency), value, "at least 1, or not set for no limit")
            : value;

    public static int? CheckMinSuccessful(int? value) =>
        value < -1
            ? throw OutOfRange(nameof(ScopeConfig.MinSuccessful), value, "at least -1, where -1 is all branches and 0 is no minimum")
            : value;

    public static int? CheckToleratedFailureCount(int? value) =>
        value < 0
            ? throw OutOfRange(nameof(ScopeConfig.ToleratedFailureCount), value, "at least 0")
            : value;

    public static double? CheckToleratedFailurePercentage(double? value) =>
        value is not null and not (>= 0.0 and <= 1.0)
            ? throw OutOfRange(nameof(ScopeConfig.ToleratedFailurePercentage), value, "from 0.0 to 1.0, where 0.25 is a quarter of the branches")
            : value;

    public static RunningBranches CheckRunningBranches(RunningBranches value) =>
        value is not (RunningBranches.Finish or RunningBranches.Drain)
            ? throw OutOfRange(nameof(ScopeConfig.RunningBranches), value, "Finish or Drain")
            : value;

    public static NestingType CheckNesting(NestingType value) =>
        value is not (NestingType.Nested or NestingType.Flat)
            ? throw OutOfRange(nameof(ScopeConfig.Nesting), value, "Nested or Flat")
            : value;

    public static BranchStart CheckStart(BranchStart value) =>
        value is not (BranchStart.AtJoin or BranchStart.AtRegistration)
            ? throw OutOfRange(nameof(ParallelConfig.Start), value, "AtJoin or AtRegistration")
            : value;

    public static TimeSpan? CheckTimeout(TimeSpan? value) =>
        value <= TimeSpan.Zero || value > TimeSpan.FromSeconds(DurationRule.MaxSeconds)
            ? throw OutOfRange(nameof(ScopeConfig.Timeout), value, $"above 0 and at most {DurationRule.MaxSeconds} seconds (366 days), or not set for none")
            : value;

    public static void CheckTogether(ScopeConfig config)
    {
        if (config is ParallelConfig { Start: BranchStart.AtRegistration, Nesting: NestingType.Flat })
        {
            throw Excluded("Start AtRegistration", "Nesting Flat", "a flat branch has no record, so a decision that code has seen before the join would be lost in a crash");
        }

        var single = FirstSet(config.MinSuccessful, config.ToleratedFailureCount, config.ToleratedFailurePercentage);
        if (config.Completion is not null && single is not null)
        {
            throw Excluded(nameof(ScopeConfig.Completion), single, "it replaces the single rules");
        }

        if (config.ShouldComplete is not null && (single ?? (config.Completion is null ? null : nameof(ScopeConfig.Completion))) is { } other)
        {
            throw Excluded(nameof(ScopeConfig.ShouldComplete), other, "it replaces the other rules");
        }

        if ((config.Completion?.MinSuccessful ?? config.MinSuccessful) != -1)
        {
            return;
        }

        if ((config.Completion?.ToleratedFailureCount ?? config.ToleratedFailureCount) > 0)
        {
            throw Excluded("MinSuccessful -1 (all)", "a ToleratedFailureCount above 0", "a tolerated failure would miss the minimum");
        }

        if ((config.Completion?.ToleratedFailurePercentage ?? config.ToleratedFailurePercentage) > 0)
        {
            throw Excluded("MinSuccessful -1 (all)", "a ToleratedFailurePercentage above 0", "a tolerated failure would miss the minimum");
        }
    }

    private static string? FirstSet(int? minSuccessful, int? toleratedCount, double? toleratedPercentage) =>
        minSuccessful is not null ? nameof(ScopeConfig.MinSuccessful)
        : toleratedCount is not null ? nameof(ScopeConfig.ToleratedFailureCount)
        : toleratedPercentage is not null ? nameof(ScopeConfig.ToleratedFailurePercentage)
        : null;

    private static ArgumentOutOfRangeException OutOfRange(string rule, object? value, string range) =>
        Misuse.OfRange(rule, value, $"{rule} must be {range}; found {value}.");

    private static ArgumentException Excluded(string one, string other, string why) =>
        Misuse.OfArgument($"{one} and {other} exclude each other: {why}. Remove one of the two.");
}
