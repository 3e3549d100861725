using DurableParallel.Running;

namespace DurableParallel;

/// <content>What a request to cancel the execution does to a context.</content>
public sealed partial class DurableContext
{
    /// <summary>
    /// Whether the execution is being canceled and this context has seen it, by an <see cref="OperationCanceledException"/>
    /// of an operation of its own. From then on what it begins works, as cleanup. It is the same in every replay, so code may
    /// decide by it.
    /// </summary>
    public bool IsCancelRequested => Cancel is not null && Node.IsReached;

    /// <summary>The request to cancel the execution; null for none.</summary>
    internal RequestedCancel? Cancel => Invocation.Request.Cancel;

    /// <summary>Whether the execution is being canceled and this context has not seen it yet: what it begins ends as canceled.</summary>
    internal bool IsToBeCanceled => Cancel is not null && !Node.IsReached;

    /// <summary>The code of this context has seen that the execution is being canceled.</summary>
    internal void OnCancelSeen()
    {
        if (IsToBeCanceled)
        {
            Invocation.Cancellation.Reach(Node);
        }
    }
}
