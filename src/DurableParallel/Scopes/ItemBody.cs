using DurableParallel.Running.Operations;

namespace DurableParallel.Scopes;

/// <summary>The body of a map for one item.</summary>
internal sealed class ItemBody<TItem, TResult>(Func<DurableContext, TItem, int, Task<TResult>> body, TItem item, int index) : IItemBody
{
    public Delegate UserBody => body;

    public Task<TResult> RunAsync(DurableContext context) => body(context, item, index);
}
