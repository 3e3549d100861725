using System.Runtime.CompilerServices;
using DurableParallel.Running.Activity;
using DurableParallel.Running.Operations;

namespace DurableParallel;

/// <summary>
/// What a durable operation without a result returns. A task like any other, which may be handed on as one; its own
/// awaiter lets the execution know who waits for it, so that it can be suspended at once. Safe from any thread.
/// </summary>
public class DurableTask : Task
{
    internal DurableTask(DurableOperation<Nothing> operation)
        : base(static state => ((DurableOperation<Nothing>)state!).TakeOutcome(), operation)
    {
    }

    // The constructor takes nothing else, and a check would be made three times for every await.
    internal DurableOperation<Nothing> Operation => Unsafe.As<DurableOperation<Nothing>>(AsyncState!);

    /// <summary>The awaiter that the compiler uses. The body that awaits waits in its own context, whichever context has started the operation.</summary>
    /// <exception cref="InvalidOperationException">Called in the body of a step, or the context that has started the operation has ended without it.</exception>
    public new DurableAwaiter GetAwaiter() => new(Operation.AwaitedBy(BodyFrame.Current).VoidTask);

    /// <summary>Returns this task: a durable operation resumes its awaiter on the thread pool, whatever the caller's context.</summary>
    public new DurableTask ConfigureAwait(bool continueOnCapturedContext) => this;
}
