using DurableParallel.Retrying;

namespace DurableParallel.Conditions;

/// <summary>The user's own rule.</summary>
internal sealed class CustomWaitStrategy<TState>(Func<TState, int, WaitDecision> decide) : WaitStrategy<TState>
{
    internal override WaitDecision? Decide(TState state, int attempt, Random chance)
    {
        var decision = decide(state, attempt);
        if (decision.Continue)
        {
            RetryArguments.CheckDelay(decision.Delay, nameof(WaitDecision.Delay));
        }

        return decision;
    }
}
