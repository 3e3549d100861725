using System.Runtime.CompilerServices;
using DurableParallel.Running.Activity;
using DurableParallel.Running.Operations;

namespace DurableParallel;

/// <summary>
/// What a durable operation with a result returns. A task like any other, which may be handed on as one; its own
/// awaiter lets the execution know who waits for it, so that it can be suspended at once. Safe from any thread.
/// </summary>
/// <typeparam name="T">The type of the operation's result.</typeparam>
public sealed class DurableTask<T> : Task<T>
{
    internal DurableTask(DurableOperation<T> operation)
        : base(static state => ((DurableOperation<T>)state!).TakeOutcome(), operation)
    {
    }

    // The constructor takes nothing else, and a check would be made three times for every await.
    internal DurableOperation<T> Operation => Unsafe.As<DurableOperation<T>>(AsyncState!);

    /// <summary>The awaiter that the compiler uses. The body that awaits waits in its own context, whichever context has started the operation.</summary>
    /// <exception cref="InvalidOperationException">Called in the body of a step, or the context that has started the operation has ended without it.</exception>
    public new DurableAwaiter<T> GetAwaiter() => new(Operation.AwaitedBy(BodyFrame.Current).ValueTask);

    /// <summary>Returns this task: a durable operation resumes its awaiter on the thread pool, whatever the caller's context.</summary>
    public new DurableTask<T> ConfigureAwait(bool continueOnCapturedContext) => this;
}
