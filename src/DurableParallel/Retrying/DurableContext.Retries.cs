using DurableParallel.Errors;
using DurableParallel.Records;
using DurableParallel.Retrying;
using DurableParallel.Running.Operations;

namespace DurableParallel;

/// <content>Blocks of operations that are retried as a whole.</content>
public sealed partial class DurableContext
{
    private static readonly ChildContextKind RetriedBlockKind = ChildContextKind.Child with { Word = "retried block", SubType = OperationSubTypes.WithRetry };

    /// <summary>
    /// Runs a block of durable operations, and runs it again, with records of its own, when it failed and the strategy
    /// says so. Each attempt is a child context, and between two there is a wait.
    /// </summary>
    /// <typeparam name="T">The type of the result.</typeparam>
    /// <param name="name">1 to 237 characters without control characters and line separators, or null for none. The attempts are named after it.</param>
    /// <param name="body">The code to run, which uses only the context that it is given, and the number of the attempt, from 1.</param>
    /// <param name="strategy">
    /// Asked with the failed attempt's <see cref="ChildContextFailedException"/>. It is asked again on replay, so a rule
    /// of your own must decide the same each time: from the error and the number, and nothing else.
    /// </param>
    /// <returns>The value of the attempt that succeeded, as it was recorded: serialised and deserialised.</returns>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    /// <exception cref="InvalidOperationException">The context was used in another body than its own.</exception>
    /// <exception cref="ChildContextFailedException">When awaited: the last attempt failed; carries the root error.</exception>
    public DurableTask<T> WithRetryAsync<T>(string? name, Func<DurableContext, int, Task<T>> body, RetryStrategy strategy) =>
        Retried<T>(name, body, strategy).ValueTask;

    /// <inheritdoc cref="WithRetryAsync{T}(string?, Func{DurableContext, int, Task{T}}, RetryStrategy)"/>
    public DurableTask WithRetryAsync(string? name, Func<DurableContext, int, Task> body, RetryStrategy strategy) =>
        Retried<Nothing>(name, body, strategy).VoidTask;

    private ChildContextOperation<T> Retried<T>(string? name, Func<DurableContext, int, Task> body, RetryStrategy strategy)
    {
        Misuse.ThrowIfNull(body);
        Misuse.ThrowIfNull(strategy);
        RetriedBlock<T>.CheckName(name);
        return Child<T>(RetriedBlockKind, name, new RetriedBlock<T>(name, body, strategy).RunAsync, serializer: null);
    }
}
