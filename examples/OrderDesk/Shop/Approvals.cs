using System.Collections.Concurrent;

namespace DurableParallel.OrderDesk.Shop;

/// <summary>Which large orders wait for a person: a mailbox of the manager's. The callback's id is all that is needed to answer.</summary>
internal sealed class Approvals
{
    private readonly ConcurrentDictionary<string, Order> _open = new(StringComparer.Ordinal);

    public void Ask(string callbackId, Order order) => _open[callbackId] = order;

    /// <summary>Takes all that are open.</summary>
    public IReadOnlyList<(string CallbackId, Order Order)> TakeAll() =>
        [.. _open.Keys.ToList().Where(id => _open.ContainsKey(id)).Select(id => _open.TryRemove(id, out var order) ? (id, order) : (id, null!)).Where(static item => item.Item2 is not null)];
}
