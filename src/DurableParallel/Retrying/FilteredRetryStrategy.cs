namespace DurableParallel.Retrying;

/// <summary>Another strategy, for some errors only: of one of the types, and accepted by all predicates.</summary>
internal sealed class FilteredRetryStrategy(RetryStrategy inner, Func<Exception, bool>[] types, Func<Exception, bool>[] predicates) : RetryStrategy
{
    public static FilteredRetryStrategy From(RetryStrategy strategy) => strategy as FilteredRetryStrategy ?? new FilteredRetryStrategy(strategy, [], []);

    public FilteredRetryStrategy WithType(Func<Exception, bool> type) => new(inner, [.. types, type], predicates);

    public FilteredRetryStrategy WithPredicate(Func<Exception, bool> predicate) => new(inner, types, [.. predicates, predicate]);

    internal override RetryDecision Decide(Exception error, int attempt, Random chance)
    {
        var wanted = (types.Length == 0 || types.Any(type => type(error))) && predicates.All(predicate => predicate(error));
        return wanted ? inner.Decide(error, attempt, chance) : RetryDecision.Stop;
    }
}
