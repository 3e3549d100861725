using DurableParallel.Engine.Executions;

namespace DurableParallel.Engine;

/// <summary>An execution whose function has a result of a known type, as a start with a <see cref="DurableFunction{TIn, TOut}"/> gives it. Safe to use from several threads.</summary>
/// <typeparam name="TOut">The type of the result.</typeparam>
/// <remarks>Engines make them. Tests may derive from it, and override what the code under test asks for.</remarks>
public class ExecutionHandle<TOut> : ExecutionHandle
{
    internal ExecutionHandle(DurableEngine engine, Execution execution)
        : base(engine, execution)
    {
    }

    /// <summary>A handle of no engine, for tests. What is not overridden throws an <see cref="InvalidOperationException"/>.</summary>
    protected ExecutionHandle()
    {
    }

    /// <summary>Waits for the result; see <see cref="ExecutionHandle.GetResultAsync{T}(CancellationToken)"/>.</summary>
    /// <param name="cancellationToken">Ends the waiting, not the execution.</param>
    /// <returns>The result, as the function's serializer reads it.</returns>
    /// <exception cref="ExecutionFailedException">It failed, was stopped or timed out.</exception>
    /// <exception cref="ExecutionBlockedException">It cannot go on until a person acts; it has not failed.</exception>
    /// <exception cref="EngineStoppedException">The engine was stopped before it had ended.</exception>
    /// <exception cref="EngineFaultedException">The journal could not be written before it had ended.</exception>
    /// <exception cref="ExecutionNotFoundException">It has ended and was purged.</exception>
    public virtual Task<TOut> GetResultAsync(CancellationToken cancellationToken = default) => GetResultAsync<TOut>(cancellationToken);
}
