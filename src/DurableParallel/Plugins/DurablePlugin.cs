namespace DurableParallel;

/// <summary>
/// Watches the executions of the functions that it is registered with, by <see cref="DurableFunctionOptions.Plugins"/>.
/// Override the hooks that matter; the others do nothing.
/// </summary>
/// <remarks>
/// One instance serves all executions, and hooks of branches that run side by side are called at the same time: it must
/// be safe to use from several threads. What concerns one operation comes in order. An exception of a hook is logged as
/// a warning and swallowed. A hook that blocks holds up the execution.
/// </remarks>
public abstract class DurablePlugin
{
    /// <summary>
    /// Before the function's own code, in every invocation. Called on the flow of the function: what it puts into an
    /// <see cref="AsyncLocal{T}"/> the function sees.
    /// </summary>
    /// <param name="info">The invocation that begins.</param>
    public virtual void OnInvocationStart(InvocationStartInfo info)
    {
    }

    /// <summary>
    /// After the outcome is final, in every invocation whose start was told, also when it suspends. The host learns the
    /// outcome when all plugins have completed.
    /// </summary>
    /// <param name="info">The invocation that has ended.</param>
    /// <returns>A task that the invocation waits for.</returns>
    public virtual ValueTask OnInvocationEndAsync(InvocationEndInfo info) => default;

    /// <summary>
    /// Once when this invocation creates an operation, or once an invocation when code meets one on record that has not
    /// ended. Never for one that has ended, and never again for a retry.
    /// </summary>
    /// <param name="info">The operation.</param>
    public virtual void OnOperationStart(OperationInfo info)
    {
    }

    /// <summary>
    /// Once over the whole execution, when the end of an operation is durable and before code sees it. What ended between
    /// invocations is told in the next one, after its start. A process that dies may take the call with it: then it is
    /// not made up for.
    /// </summary>
    /// <param name="info">The operation as it ended.</param>
    public virtual void OnOperationEnd(OperationInfo info)
    {
    }

    /// <summary>When an answer of the host is merged: a checkpoint became durable, or something ended or became due.</summary>
    /// <param name="info">The operations whose state differs from what was known.</param>
    public virtual void OnOperationChange(OperationChangeInfo info)
    {
    }

    /// <summary>
    /// When the code calls <see cref="DurableContext.SetStatus"/>, on the flow of that call and before it returns. Not when it
    /// runs again and an earlier invocation has set the same status; one that was lost with its process is set, and told, again.
    /// </summary>
    /// <param name="info">The status.</param>
    public virtual void OnStatusSet(StatusInfo info)
    {
    }

    /// <summary>
    /// Before every attempt of a step and before the body of every context but the function's own. Called on the flow of
    /// that body: what it puts into an <see cref="AsyncLocal{T}"/> the body sees.
    /// </summary>
    /// <param name="info">The body that begins.</param>
    public virtual void OnUserFunctionStart(UserFunctionInfo info)
    {
    }

    /// <summary>
    /// After it, once for every start. It sees what the start put into an <see cref="AsyncLocal{T}"/>. A body that is cut
    /// off by the end of its invocation is told as suspended, before that end.
    /// </summary>
    /// <param name="info">The body that has ended.</param>
    public virtual void OnUserFunctionEnd(UserFunctionEndInfo info)
    {
    }
}
