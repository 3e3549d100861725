using System.Runtime.CompilerServices;

namespace DurableParallel.Activity;

/// <summary>
/// Whether anybody waits for a task through the framework, whose combinators and awaiters do not pass through ours.
/// The field is the one that debuggers read for asynchronous call stacks. Where a runtime has no such field, every
/// task counts as awaited, and the quiet period alone decides.
/// </summary>
internal static class ForeignContinuation
{
    private static readonly bool IsKnown = CanRead();

    public static bool IsRegisteredOn(Task task) => !IsKnown || Continuation(task) is not null;

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
