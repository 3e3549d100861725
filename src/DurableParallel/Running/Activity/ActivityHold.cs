namespace DurableParallel.Running.Activity;

/// <summary>
/// Counts one thing in progress on a context: until the hold is disposed, neither the context nor one above it is parked.
/// </summary>
/// <remarks>
/// The one rule of hand-overs: a thread that has work of a context in hand has a hold on that context, which it took while
/// something else of the invocation was still counted. The count of a branch or a child is none for work of the context
/// above it, because another thread may end the branch meanwhile. What works for a scope therefore asks for the hold.
/// </remarks>
internal readonly struct ActivityHold(ActivityTree tree, ActivityNode node) : IDisposable
{
    /// <summary>Makes sure that it is this context that is held.</summary>
    /// <exception cref="InvalidOperationException">It is another one, or none.</exception>
    public void Require(ActivityNode held)
    {
        if (!ReferenceEquals(node, held))
        {
            throw new InvalidOperationException("Work of a context was begun without a hold on it. Take the hold before the work is handed over.");
        }
    }

    /// <summary>The work is done, or another one who has a hold goes on with it. The default value holds nothing.</summary>
    public void Dispose() => tree?.Release(node);
}
