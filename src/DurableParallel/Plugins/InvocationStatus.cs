namespace DurableParallel;

/// <summary>How an invocation ended, as a plugin sees it.</summary>
public enum InvocationStatus
{
    /// <summary>The function returned: the execution has succeeded.</summary>
    Succeeded,

    /// <summary>An exception left the function: the execution has failed.</summary>
    Failed,

    /// <summary>The execution has not ended: it is suspended, or the invocation was ended from outside.</summary>
    Pending,
}
