using System.Globalization;
using DurableParallel.Records;

namespace DurableParallel.Scopes.Rules;

/// <summary>
/// The rules of a scope as the few characters that journals have of them: a letter for each rule that differs from the default,
/// in the order of this class, with its value behind it. "c5n9m2" is at most 5 at once of 9, and 2 must succeed.
/// </summary>
internal static class RulesText
{
    private const char MaxConcurrency = 'c';
    private const char BranchCount = 'n';
    private const char MinSuccessful = 'm';
    private const char ToleratedFailureCount = 'f';
    private const char ToleratedFailurePercentage = 'p';
    private const char Timeout = 't';
    private const char ShouldComplete = 's';
    private const char Drain = 'd';
    private const char Flat = 'l';
    private const char AtRegistration = 'r';
    private const string Order = "cnmfptsdlr";
    private const int Longest = 128;

    /// <summary>What a record says of the rules of a scope.</summary>
    /// <param name="config">The rules; null for the default ones.</param>
    /// <param name="branches">How many branches are registered; 0 while that is not known.</param>
    public static ScopeOptions OptionsOf(ScopeConfig? config, int branches) => config is null ? ScopeOptions.Default : ScopeOptions.Of(Write(ScopeRules.Of(config), branches));

    /// <summary>What the end of a scope says of its rules; null where that is on record already, and where the host, or an earlier version, keeps none.</summary>
    /// <param name="recorded">What is on record of the scope, which began in another invocation.</param>
    /// <param name="config">The rules that it goes on under.</param>
    /// <param name="branches">How many branches are registered; 0 while that is not known.</param>
    public static ScopeOptions? ChangedSince(OperationRecord recorded, ScopeConfig? config, int branches) =>
        recorded.Options is ScopeOptions before && OptionsOf(config, branches) is var now && now != before ? now : null;

    /// <summary>The rules that a record has.</summary>
    /// <param name="options">The options of the operation on record.</param>
    /// <returns>Null where it has none, or such as a later version writes: what would be shown has to be all of them.</returns>
    public static ScopeRules? Read(OperationOptions? options) => options is ScopeOptions { Text: var text } ? Read(text) : null;

    /// <summary>Rounded up, as the wait is.</summary>
    public static TimeSpan? InMilliseconds(TimeSpan? timeout) =>
        timeout is { } limit ? TimeSpan.FromMilliseconds(DurationRule.ToMilliseconds(limit, nameof(ScopeConfig.Timeout))) : null;

    private static string Write(ScopeRules rules, int branches) => string.Concat(
    [
        Number(MaxConcurrency, rules.MaxConcurrency),
        rules.MaxConcurrency < branches ? Number<int>(BranchCount, branches) : null,
        Number(MinSuccessful, rules.MinSuccessful),
        Number(ToleratedFailureCount, rules.ToleratedFailureCount),
        Number(ToleratedFailurePercentage, rules.ToleratedFailurePercentage),
        rules.Timeout is { } timeout ? Number<long>(Timeout, (long)timeout.TotalMilliseconds) : null,
        rules.HasShouldComplete ? "s" : null,
        rules.RunningBranches == RunningBranches.Drain ? "d" : null,
        rules.Nesting == NestingType.Flat ? "l" : null,
        rules.Start == BranchStart.AtRegistration ? "r" : null,
    ]);

    private static string? Number<T>(char rule, T? value)
        where T : struct, IFormattable => value is { } number ? string.Create(CultureInfo.InvariantCulture, $"{rule}{number}") : null;

    private static ScopeRules? Read(string text)
    {
        if (text.Length > Longest)
        {
            return null;
        }

        ScopeRules? rules = new();
        var last = -1;
        for (var at = 0; at < text.Length && rules is not null;)
        {
            var rule = text[at++];
            var end = at;
            while (end < text.Length && !char.IsAsciiLetterLower(text[end]))
            {
                end++;
            }

            var place = Order.IndexOf(rule, StringComparison.Ordinal);
            rules = place > last ? With(rules, rule, text.AsSpan(at, end - at)) : null;
            (last, at) = (place, end);
        }

        return rules;
    }

    private static ScopeRules? With(ScopeRules rules, char rule, ReadOnlySpan<char> value) => rule switch
    {
        MaxConcurrency => Whole(value) is >= 1 and <= int.MaxValue and var limit ? rules with { MaxConcurrency = (int)limit } : null,
        BranchCount => Whole(value) is >= 1 and <= int.MaxValue and var branches ? rules with { BranchCount = (int)branches } : null,
        MinSuccessful => Whole(value) is >= -1 and <= int.MaxValue and var minimum ? rules with { MinSuccessful = (int)minimum } : null,
        ToleratedFailureCount => Whole(value) is >= 0 and <= int.MaxValue and var tolerated ? rules with { ToleratedFailureCount = (int)tolerated } : null,
        ToleratedFailurePercentage => Share(value) is >= 0.0 and <= 1.0 and var share ? rules with { ToleratedFailurePercentage = share } : null,
        Timeout => Whole(value) is >= 1 and <= DurationRule.MaxSeconds * 1000L and var time ? rules with { Timeout = TimeSpan.FromMilliseconds(time) } : null,
        _ when !value.IsEmpty => null,
        ShouldComplete => rules with { HasShouldComplete = true },
        Drain => rules with { RunningBranches = RunningBranches.Drain },
        Flat => rules with { Nesting = NestingType.Flat },
        AtRegistration => rules with { Start = BranchStart.AtRegistration },
        _ => null,
    };

    private static long? Whole(ReadOnlySpan<char> value) =>
        long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static double? Share(ReadOnlySpan<char> value) =>
        double.TryParse(value, NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) ? number : null;
}
