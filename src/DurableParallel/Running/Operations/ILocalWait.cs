namespace DurableParallel.Running.Operations;

/// <summary>Somebody who waits for something of the same invocation.</summary>
internal interface ILocalWait
{
    /// <summary>What is waited for is there: the awaiters run in a work item of their own.</summary>
    void Complete();

    /// <summary>
    /// Likewise, for a caller that is a work item itself and has nothing left to do: it executes what is returned, which is
    /// counted until then. Null when there is nothing to run.
    /// </summary>
    IThreadPoolWorkItem? Take();
}
