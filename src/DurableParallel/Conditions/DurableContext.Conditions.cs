using DurableParallel.Conditions;
using DurableParallel.Errors;
using DurableParallel.Records;

namespace DurableParallel;

/// <content>Waiting until something out there has come about.</content>
public sealed partial class DurableContext
{
    /// <summary>
    /// Checks a condition again and again until it holds. The state goes from check to check, recorded each time; between
    /// checks nothing is in memory but what waits.
    /// </summary>
    /// <typeparam name="TState">The type of the state.</typeparam>
    /// <param name="name">1 to 256 characters without control characters and line separators, or null for none.</param>
    /// <param name="check">
    /// Looks, and returns the new state. It may run more than once under the same number when the process ends in it, and
    /// calls no durable operation. An exception is final.
    /// </param>
    /// <param name="config">The state to begin with, and the strategy, which says when the condition holds.</param>
    /// <returns>The state in which the condition held, as it was recorded: serialised and deserialised.</returns>
    /// <exception cref="ArgumentException">The name is not valid, or the configuration has no strategy.</exception>
    /// <exception cref="InvalidOperationException">The context was used in another body than its own.</exception>
    /// <exception cref="WaitForConditionFailedException">When awaited: the check or the strategy threw, or no check is left.</exception>
    public DurableTask<TState> WaitForConditionAsync<TState>(
        string? name,
        Func<TState, ConditionContext, Task<TState>> check,
        WaitForConditionConfig<TState> config)
    {
        Misuse.ThrowIfNull(check);
        Misuse.ThrowIfNull(config);
        if (config.Strategy is null)
        {
            throw Misuse.OfArgument("The configuration of the condition has no strategy. Set Strategy, for example to WaitStrategy<TState>.Fixed(…).", nameof(config));
        }

        var condition = new ConditionOperation<TState>(this, Next(OperationType.Step, OperationSubTypes.WaitForCondition, name), check, config);
        condition.Begin();
        return condition.ValueTask;
    }
}
