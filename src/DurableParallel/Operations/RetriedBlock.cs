using Microsoft.Extensions.Logging;

namespace DurableParallel.Operations;

/// <summary>Runs a body in attempts, each a child context, with a durable wait after one that failed.</summary>
internal static class RetriedBlock
{
    /// <exception cref="ChildContextFailedException">The strategy wants no further attempt; carries the root's error of the last one.</exception>
    public static async Task RunAsync(DurableContext context, RetryStrategy strategy, Func<DurableContext, Task> body)
    {
        for (var attempt = 1; ; attempt++)
        {
            RetryDecision decision;
            try
            {
                await context.RunInChildContextAsync(name: null, body);
                return;
            }
            catch (ChildContextFailedException failed)
            {
                decision = strategy.Decide(failed, attempt, Random.Shared);
                if (!decision.Retry)
                {
                    throw;
                }

                context.Logger.LogWarning(failed, "Attempt {Attempt} of {Block} failed; the next one follows in {Delay}.", attempt, context.Description, decision.Delay);
            }

            await context.WaitAsync(decision.Delay);
        }
    }
}
