namespace DurableParallel.Engine;

/// <summary>A durable function without a result as a class; see <see cref="IDurableFunction{TIn, TOut}"/>.</summary>
/// <typeparam name="TIn">The input.</typeparam>
public interface IDurableFunction<in TIn>
{
    /// <summary>The function: replayed after a crash or an eviction, as any durable function.</summary>
    /// <param name="context">Its operations.</param>
    /// <param name="input">The input that the execution was started with.</param>
    /// <returns>A task that completes when the function has ended.</returns>
    Task RunAsync(DurableContext context, TIn input);
}
