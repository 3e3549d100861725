namespace DurableParallel.Engine;

/// <summary>A durable function without an input as a class; see <see cref="IDurableFunction{TIn, TOut}"/>.</summary>
/// <typeparam name="TOut">The result.</typeparam>
public interface IDurableFunctionWithoutInput<TOut>
{
    /// <summary>The function: replayed after a crash or an eviction, as any durable function.</summary>
    /// <param name="context">Its operations.</param>
    /// <returns>The result, which is recorded.</returns>
    Task<TOut> RunAsync(DurableContext context);
}
