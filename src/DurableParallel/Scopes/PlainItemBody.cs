using DurableParallel.Running.Operations;

namespace DurableParallel.Scopes;

/// <summary>The body of a map without results for one item.</summary>
/// <param name="body">The user's, which takes a context, the item and, if it likes, the index.</param>
/// <param name="item">The item.</param>
/// <param name="index">Its place in the list.</param>
internal sealed class PlainItemBody<TItem>(Delegate body, TItem item, int index) : IItemBody
{
    public Delegate UserBody => body;

    public Task RunAsync(DurableContext context) => body is Func<DurableContext, TItem, int, Task> withIndex
        ? withIndex(context, item, index)
        : ((Func<DurableContext, TItem, Task>)body)(context, item);
}
