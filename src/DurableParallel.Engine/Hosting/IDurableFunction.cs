namespace DurableParallel.Engine;

/// <summary>
/// A durable function as a class, for <see cref="DurableEngineBuilder"/>. One instance serves all invocations of all
/// executions, so it holds no state of its own; its constructor takes services that live as long as the program.
/// </summary>
/// <typeparam name="TIn">The input.</typeparam>
/// <typeparam name="TOut">The result.</typeparam>
public interface IDurableFunction<in TIn, TOut>
{
    /// <summary>The function: replayed after a crash or an eviction, as any durable function.</summary>
    /// <param name="context">Its operations.</param>
    /// <param name="input">The input that the execution was started with.</param>
    /// <returns>The result, which is recorded.</returns>
    Task<TOut> RunAsync(DurableContext context, TIn input);
}
