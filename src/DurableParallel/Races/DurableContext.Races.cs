using DurableParallel.Errors;
using DurableParallel.Races;
using DurableParallel.Records;
using DurableParallel.Running.Operations;

namespace DurableParallel;

/// <content>Several operations at once: the first of them, or all.</content>
public sealed partial class DurableContext
{
    /// <summary>
    /// Waits until one of the operations has ended, and records which: on every replay the same one has won, whatever
    /// has ended since. Where several have ended when it is called, the first in the list wins. An operation that failed
    /// may win, and the race does not throw for it: await the winner to see what became of it.
    /// </summary>
    /// <param name="operations">
    /// At least one, each of them what a method of a context of this execution returned, or a future's AsTask. The losers
    /// go on, and may be awaited later.
    /// </param>
    /// <returns>The winner's place in the list, from 0.</returns>
    /// <exception cref="ArgumentException">The list is empty, or something in it is no operation of this execution.</exception>
    /// <exception cref="InvalidOperationException">The context was used in another body than its own.</exception>
    public DurableTask<int> WhenAnyAsync(params IReadOnlyList<Task> operations)
    {
        var raced = RacedOperations.Of(this, operations);
        if (raced.Length == 0)
        {
            throw Misuse.OfArgument("The list of a race is empty, so nobody could win it. Pass at least one operation.", nameof(operations));
        }

        var race = new RaceOperation(this, Next(OperationType.Step, OperationSubTypes.WhenAny, name: null), raced);
        race.Begin();
        return race.ValueTask;
    }

    /// <summary>
    /// Waits until all operations have ended, and then throws what the first in the list that failed has thrown. Writes
    /// nothing of its own: it is Task.WhenAll over operations, which an execution sees at once.
    /// </summary>
    /// <param name="operations">Each of them what a method of a context of this execution returned, or a future's AsTask; may be empty.</param>
    /// <returns>A task that completes when all operations have ended.</returns>
    /// <exception cref="ArgumentException">Something in the list is no operation of this execution.</exception>
    /// <exception cref="InvalidOperationException">The context was used in another body than its own.</exception>
    public DurableTask WhenAllAsync(params IReadOnlyList<Task> operations) => All(operations, ThrowFirst).VoidTask;

    /// <summary>Waits until all operations have ended, and returns their values; throws what the first in the list that failed has thrown.</summary>
    /// <typeparam name="T">The type of all of the results.</typeparam>
    /// <param name="operations">Each of them what a method of a context of this execution returned, or a future's AsTask; may be empty.</param>
    /// <returns>The values in the order of the list.</returns>
    /// <exception cref="ArgumentException">Something in the list is no operation of this execution.</exception>
    /// <exception cref="InvalidOperationException">The context was used in another body than its own.</exception>
    public DurableTask<T[]> WhenAllAsync<T>(params IReadOnlyList<Task<T>> operations) =>
        All(operations, static ended => Array.ConvertAll(ended, static operation => ((DurableOperation<T>)operation).TakeOutcome())).ValueTask;

    /// <summary>
    /// Waits until all operations have ended, and never throws for what became of them: await each to see it, or look at
    /// its <see cref="Task.Status"/>. Writes nothing of its own.
    /// </summary>
    /// <param name="operations">Each of them what a method of a context of this execution returned, or a future's AsTask; may be empty.</param>
    /// <returns>A task that completes when all operations have ended.</returns>
    /// <exception cref="ArgumentException">Something in the list is no operation of this execution.</exception>
    /// <exception cref="InvalidOperationException">The context was used in another body than its own.</exception>
    public DurableTask WhenAllSettledAsync(params IReadOnlyList<Task> operations) => All(operations, static _ => default(Nothing)).VoidTask;

    /// <summary>Waits in this context for an operation of another one.</summary>
    /// <exception cref="InvalidOperationException">It can never end.</exception>
    internal DurableOperation<T> WaitFor<T>(DurableOperation<T> operation)
    {
        if (!operation.Task.IsCompleted && Invocation.HasEnded(operation.Node))
        {
            throw MisplacedAwait.OfLeftBehind(operation, this);
        }

        var wait = new AllWait<T>(this, [operation], static ended => ((DurableOperation<T>)ended[0]).TakeOutcome());
        wait.Begin();
        return wait;
    }

    private static Nothing ThrowFirst(DurableOperation[] ended)
    {
        foreach (var operation in ended)
        {
            operation.ThrowIfFailed();
        }

        return default;
    }

    private AllWait<T> All<T>(IReadOnlyList<Task> operations, Func<DurableOperation[], T> select)
    {
        RequireOwnBody();
        var wait = new AllWait<T>(this, RacedOperations.Of(this, operations), select);
        wait.Begin();
        return wait;
    }
}
