using DurableParallel.Errors;
using DurableParallel.Records;

namespace DurableParallel;

/// <content>Sagas: operations in sequence that are undone when a later one fails.</content>
public sealed partial class DurableContext
{
    /// <summary>
    /// Opens a saga. Use it with <c>await using</c>, and call <see cref="DurableSaga.Complete"/> as the last line of the block:
    /// a block that is left without it is undone.
    /// </summary>
    /// <param name="name">1 to 256 characters without control characters and line separators, or null for none.</param>
    /// <returns>The open saga.</returns>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    /// <exception cref="InvalidOperationException">The context was used in another body than its own.</exception>
    public DurableSaga Saga(string? name = null)
    {
        RequireOwnBody();
        OperationName.Check(name);
        return new DurableSaga(this, name);
    }

    /// <summary>
    /// A whole saga in one call: when the body throws, what was done is undone in reverse order, and the exception goes on. The body is
    /// part of the code around it and uses the same context.
    /// </summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="name">1 to 256 characters without control characters and line separators, or null for none.</param>
    /// <param name="body">Does the work, and tells the saga what undoes it.</param>
    /// <returns>What the body returned.</returns>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    /// <exception cref="SagaCompensationException">When awaited: the body threw, and a compensation failed for good. The others have run.</exception>
    public async Task<T> SagaAsync<T>(string? name, Func<DurableSaga, Task<T>> body)
    {
        Misuse.ThrowIfNull(body);
        var saga = Saga(name);
        try
        {
            var result = await body(saga).ConfigureAwait(false);
            saga.Complete();
            return result;
        }
        catch (Exception cause)
        {
            await saga.UndoAsync(cause).ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc cref="SagaAsync{T}(string?, Func{DurableSaga, Task{T}})"/>
    /// <returns>A task that completes when the body has ended.</returns>
    public Task SagaAsync(string? name, Func<DurableSaga, Task> body)
    {
        Misuse.ThrowIfNull(body);
        return SagaAsync<object?>(name, async saga =>
        {
            await body(saga).ConfigureAwait(false);
            return null;
        });
    }
}
