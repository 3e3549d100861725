using System.Runtime.CompilerServices;

namespace DurableParallel.Running.Activity;

/// <summary>
/// Whether anybody waits for a task through the framework, whose combinators and awaiters do not pass through ours.
/// The field is the one that debuggers read for asynchronous call stacks. Where a runtime has no such field, every
/// task counts as awaited, and the quiet period alone decides.
/// </summary>
internal static class ForeignContinuation
{
    // Bounds the time under the gate; chains of real code are far shorter.
    private const int MaxSteps = 1000;

    private static readonly bool IsKnown = CanRead();

    public static bool IsRegisteredOn(Task task) => !IsKnown || Continuation(task) is not null;

    /// <summary>
    /// The contexts whose bodies go on, directly or after other tasks, when this task has ended. What waits by ways that
    /// do not show, such as ContinueWith, is left out.
    /// </summary>
    public static List<ActivityNode> BodiesBehind(Task task)
    {
        List<ActivityNode> bodies = [];
        var open = new Stack<object>();
        Push(open, IsKnown ? Continuation(task) : null);
        for (var steps = 0; steps < MaxSteps && open.TryPop(out var next); steps++)
        {
            switch (next)
            {
                case Action action:
                    Push(open, action.Target);
                    break;
                case IBodyContinuation body:
                    bodies.Add(body.Node);
                    break;
                case Task { IsCompleted: false } waiting:
                    Push(open, Continuation(waiting));
                    break;
                case List<object?> several:
                    PushAll(open, several);
                    break;
            }
        }

        return bodies;
    }

    private static void PushAll(Stack<object> open, List<object?> several)
    {
        // The runtime locks a list of continuations itself while it changes it.
        lock (several)
        {
            foreach (var one in several)
            {
                Push(open, one);
            }
        }
    }

    private static void Push(Stack<object> open, object? next)
    {
        if (next is not null)
        {
            open.Push(next);
        }
    }

    private static bool CanRead()
    {
        try
        {
            return Continuation(new TaskCompletionSource().Task) is null;
        }
        catch (MissingFieldException)
        {
            return false;
        }
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "m_continuationObject")]
    private static extern ref object? Continuation(Task task);
}
