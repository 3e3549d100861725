namespace DurableParallel.Running.Activity;

/// <summary>
/// The execution context that carries nothing. A task keeps the context that it is made in, with much around it, unless
/// it is this one.
/// </summary>
internal static class DefaultFlow
{
    private static readonly ExecutionContext Instance = Capture();

    /// <summary>Makes something in the default context, and restores the caller's.</summary>
    public static TResult Make<TResult, TArgument>(Func<TArgument, TResult> make, TArgument argument)
    {
        // Null where the flow is suppressed, and then nothing is kept either.
        if (ExecutionContext.Capture() is not { } flow)
        {
            return make(argument);
        }

        ExecutionContext.Restore(Instance);
        try
        {
            return make(argument);
        }
        finally
        {
            ExecutionContext.Restore(flow);
        }
    }

    private static ExecutionContext Capture()
    {
        // A thread of its own is the one place that certainly has no other context.
        ExecutionContext? captured = null;
        var thread = new Thread(() => captured = ExecutionContext.Capture());
        thread.UnsafeStart();
        thread.Join();
        return captured!;
    }
}
