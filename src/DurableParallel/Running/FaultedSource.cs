namespace DurableParallel.Running;

/// <summary>Ends sources of tasks that others may have ceased to wait for, for example by a token.</summary>
internal static class FaultedSource
{
    /// <summary>Faults the task, which counts as observed: the process is not told of a failure that nothing waits for.</summary>
    public static bool TryFail(this TaskCompletionSource source, Exception fault)
    {
        var isFirst = source.TrySetException(fault);
        _ = source.Task.Exception;
        return isFirst;
    }

    /// <summary>Faults the task, which counts as observed: the process is not told of a failure that nothing waits for.</summary>
    public static bool TryFail<T>(this TaskCompletionSource<T> source, Exception fault)
    {
        var isFirst = source.TrySetException(fault);
        _ = source.Task.Exception;
        return isFirst;
    }
}
