namespace DurableParallel.Engine;

/// <summary>A durable function without an input and a result as a class; see <see cref="IDurableFunction{TIn, TOut}"/>.</summary>
public interface IDurableFunction
{
    /// <summary>The function: replayed after a crash or an eviction, as any durable function.</summary>
    /// <param name="context">Its operations.</param>
    /// <returns>A task that completes when the function has ended.</returns>
    Task RunAsync(DurableContext context);
}
