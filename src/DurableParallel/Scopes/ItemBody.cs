using DurableParallel.Running.Operations;

namespace DurableParallel.Scopes;

/// <summary>The body of a map for one item.</summary>
/// <param name="body">The user's, which takes a context, the item and, if it likes, the index.</param>
/// <param name="item">The item.</param>
/// <param name="index">Its place in the list.</param>
internal sealed class ItemBody<TItem, TResult>(Delegate body, TItem item, int index) : IItemBody
{
    public Delegate UserBody => body;

    public Task<TResult> RunAsync(DurableContext context) => body is Func<DurableContext, TItem, int, Task<TResult>> withIndex
        ? withIndex(context, item, index)
        : ((Func<DurableContext, TItem, Task<TResult>>)body)(context, item);
}
