using DurableParallel.Retrying;

namespace DurableParallel.Conditions;

/// <summary>Looks until a predicate holds, with a delay that depends on the number of the poll; null as maximum is no limit.</summary>
internal sealed class BackoffWaitStrategy<TState>(int? maxAttempts, Backoff backoff, Func<TState, bool> until) : WaitStrategy<TState>
{
    internal override WaitDecision? Decide(TState state, int attempt, Random chance)
    {
        if (until(state))
        {
            return WaitDecision.Stop;
        }

        return attempt >= maxAttempts ? null : WaitDecision.After(backoff.After(attempt, chance));
    }
}
